/**
 * Other ways to compute a convolution than its definition, each with its VJP, and what each costs:
 * the product with the unfolded kernels (im2row), the product with the unrolled activations (a
 * doubly block Toeplitz matrix), Winograd's minimal filtering, and the dense convolution followed
 * by subsampling. They are written for every number system, so that their own error budgets and
 * their operation counts follow by evaluation. Source: lectures, "Efikasna implementacija 2D
 * konvolucije" and "Učenje konvolucije s korakom"; A. Lavin, S. Gray, "Fast Algorithms for
 * Convolutional Neural Networks", CVPR 2016.
 */
@NullMarked
package dev.etalon.reference.convolution.algorithm;

import org.jspecify.annotations.NullMarked;
