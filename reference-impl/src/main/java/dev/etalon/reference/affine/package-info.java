/**
 * Affine transformations (potpuno povezani sloj, fully connected layer), weights of shape (out,
 * in). Source: lectures, "Unaprijedni modeli".
 */
@NullMarked
package dev.etalon.reference.affine;

import org.jspecify.annotations.NullMarked;
