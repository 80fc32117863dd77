/**
 * The fast reference, {@link dev.etalon.reference.kernel.FastKernels}: the operators of deep
 * learning at the sizes people run. The definitions say what is true; these kernels are checked
 * against them like any other implementation, and then carry the harness to shapes where the
 * equations in loops would take minutes.
 */
@NullMarked
package dev.etalon.reference.kernel;

import org.jspecify.annotations.NullMarked;
