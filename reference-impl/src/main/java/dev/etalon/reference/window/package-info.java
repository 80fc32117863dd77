/**
 * The window that slides over the spatial axes of convolution and pooling, in any number of
 * dimensions: its attributes, its output extent (computed here and nowhere else) and the table of
 * which input element meets which kernel position.
 */
@NullMarked
package dev.etalon.reference.window;

import org.jspecify.annotations.NullMarked;
