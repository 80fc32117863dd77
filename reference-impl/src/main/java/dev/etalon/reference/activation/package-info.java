/**
 * Activations (aktivacijske funkcije), applied to each element alone. Source: lectures,
 * "Unaprijedni modeli" (zglobnica, the hinge, is ReLU).
 */
@NullMarked
package dev.etalon.reference.activation;

import org.jspecify.annotations.NullMarked;
