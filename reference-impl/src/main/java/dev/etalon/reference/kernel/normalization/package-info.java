/** The fast kernel of batch normalization. */
@NullMarked
package dev.etalon.reference.kernel.normalization;

import org.jspecify.annotations.NullMarked;
