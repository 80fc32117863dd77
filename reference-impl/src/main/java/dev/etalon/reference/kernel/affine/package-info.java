/** The fast kernel of affine layers. */
@NullMarked
package dev.etalon.reference.kernel.affine;

import org.jspecify.annotations.NullMarked;
