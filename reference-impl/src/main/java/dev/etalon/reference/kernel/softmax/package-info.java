/** The fast kernels of softmax, log-softmax and log-sum-exp. */
@NullMarked
package dev.etalon.reference.kernel.softmax;

import org.jspecify.annotations.NullMarked;
