/**
 * Shapes, element types and the two arrays of the project: {@link
 * dev.etalon.reference.tensor.Tensor}, data with a dtype that passes between cases, implementations
 * and judges, and {@link dev.etalon.reference.tensor.NdArray}, the elements of any number system
 * that a definition reads and writes. Both are immutable and row-major.
 */
@NullMarked
package dev.etalon.reference.tensor;

import org.jspecify.annotations.NullMarked;
