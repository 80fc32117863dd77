/**
 * What is said of an implementation: the comparison of two tensors element by element against a
 * derived budget, its figures, and the verdict. Never a bare tolerance.
 */
@NullMarked
package dev.etalon.oracle.verdict;

import org.jspecify.annotations.NullMarked;
