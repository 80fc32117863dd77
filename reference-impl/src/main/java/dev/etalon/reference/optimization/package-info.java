/**
 * The optimization method of the lectures' worked examples (gradijentni spust, gradient descent).
 * Source: lectures, "Pregled strojnog učenja: SGD", "PyTorch hello world".
 */
@NullMarked
package dev.etalon.reference.optimization;

import org.jspecify.annotations.NullMarked;
