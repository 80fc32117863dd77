/**
 * Judging on real layers, where number systems of boxed numbers are too slow: the truth is a
 * reference in float64, and the budget follows from the lengths of the sums and from one more run
 * of the reference on absolute values. The doctrine is that of the small cases: a hard gate for
 * each element, and a statistical gate for each tensor.
 */
@NullMarked
package dev.etalon.oracle.network;

import org.jspecify.annotations.NullMarked;
