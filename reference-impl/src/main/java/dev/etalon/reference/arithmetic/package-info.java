/**
 * Number systems. A definition is written once against {@link
 * dev.etalon.reference.arithmetic.Arithmetic}; evaluated in different systems the same lines give
 * the value ({@link dev.etalon.reference.arithmetic.RoundedArithmetic}), the truth ({@link
 * dev.etalon.reference.arithmetic.ExtendedArithmetic}), the directional derivative ({@link
 * dev.etalon.reference.arithmetic.DualArithmetic}), the whole gradient ({@link
 * dev.etalon.reference.arithmetic.ReverseArithmetic}), the tolerance ({@link
 * dev.etalon.reference.arithmetic.BudgetArithmetic}), the place of kinks ({@link
 * dev.etalon.reference.arithmetic.TracingArithmetic}) and the cost ({@link
 * dev.etalon.reference.arithmetic.CountingArithmetic}). What a kernel computes in is its {@link
 * dev.etalon.reference.arithmetic.Precision}.
 */
@NullMarked
package dev.etalon.reference.arithmetic;

import org.jspecify.annotations.NullMarked;
