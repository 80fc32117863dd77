/**
 * Losses (gubitci): what a model is trained to make small. Reductions are none, mean or sum, as in
 * PyTorch. Source: lectures, "Unaprijedni modeli" (negative log-likelihood, cross entropy, squared
 * error, 0–1 loss) and "Pregled strojnog učenja" (support vector machine, ridge).
 */
@NullMarked
package dev.etalon.reference.loss;

import org.jspecify.annotations.NullMarked;
