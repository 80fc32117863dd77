/** The fast kernels of pooling. */
@NullMarked
package dev.etalon.reference.kernel.pooling;

import org.jspecify.annotations.NullMarked;
