/** The fast kernels of activations. */
@NullMarked
package dev.etalon.reference.kernel.activation;

import org.jspecify.annotations.NullMarked;
