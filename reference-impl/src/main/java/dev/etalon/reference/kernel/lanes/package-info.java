/**
 * The innermost loops of the kernels over an array of one element type. A kernel is written once
 * against {@link dev.etalon.reference.kernel.lanes.Lanes}; which loops it runs on (float64 or
 * float32, vector instructions or plain Java) is chosen in {@link
 * dev.etalon.reference.kernel.lanes.LaneSet} and nowhere else.
 *
 * <p>The loops themselves are written for {@code double}; the build derives those for {@code float}
 * from them, so that the two cannot drift apart. What truly differs between the two types stands in
 * {@link dev.etalon.reference.kernel.lanes.DoubleArrays} and {@link
 * dev.etalon.reference.kernel.lanes.FloatArrays}.
 */
@NullMarked
package dev.etalon.reference.kernel.lanes;

import org.jspecify.annotations.NullMarked;
