/** The fast kernel of the cross-entropy. */
@NullMarked
package dev.etalon.reference.kernel.loss;

import org.jspecify.annotations.NullMarked;
