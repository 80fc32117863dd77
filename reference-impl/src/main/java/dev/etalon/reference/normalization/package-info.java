/**
 * Normalization: activations (N, C, spatial…) brought to mean 0 and variance 1. Source: lectures,
 * "Unaprijedni modeli" (normalizacija po grupi).
 */
@NullMarked
package dev.etalon.reference.normalization;

import org.jspecify.annotations.NullMarked;
