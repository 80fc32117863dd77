/**
 * Softmax, its logarithm and log-sum-exp along an axis, in their stable, shifted forms. Source:
 * lectures, "Unaprijedni modeli" (numerical stability of softmax and of the log-likelihood).
 */
@NullMarked
package dev.etalon.reference.softmax;

import org.jspecify.annotations.NullMarked;
