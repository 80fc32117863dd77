/**
 * The judges. Each looks at a trial in its own way and shares no code path with what it judges: the
 * truth in extended precision, finite differences of the black box, dual numbers, the adjoint
 * identity, the lectures' numbers; PyTorch has a room of its own.
 */
@NullMarked
package dev.etalon.oracle.judge;

import org.jspecify.annotations.NullMarked;
