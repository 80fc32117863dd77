/**
 * The fast kernels of convolution and transposed convolution: matrix products over the windows
 * where there are channels enough, and direct loops where there are not.
 */
@NullMarked
package dev.etalon.reference.kernel.convolution;

import org.jspecify.annotations.NullMarked;
