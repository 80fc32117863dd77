/**
 * What the judges work on: a {@link dev.etalon.oracle.trial.Trial} runs one implementation on one
 * case in one dtype, once for all judges; the {@link dev.etalon.oracle.trial.Standard} holds what
 * is true of that case and how far a correct implementation may be from it.
 */
@NullMarked
package dev.etalon.oracle.trial;

import org.jspecify.annotations.NullMarked;
