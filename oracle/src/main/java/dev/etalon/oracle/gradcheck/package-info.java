/**
 * Derivatives of black boxes: central differences with extrapolation, an error estimate that knows
 * the noise of the evaluation, and the detection of kinks.
 */
@NullMarked
package dev.etalon.oracle.gradcheck;

import org.jspecify.annotations.NullMarked;
