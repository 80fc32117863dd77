/**
 * The blocked, packed, parallel matrix product that convolutions and affine layers run on. Matrices
 * are views: two tables of offsets into an array, whose outer sum is the matrix. That makes im2row
 * (and every transposition, stride, group and flipped kernel) a matter of tables, and the matrix of
 * windows is never built, only packed, a panel at a time, into the tiles of the product.
 */
@NullMarked
package dev.etalon.reference.kernel.matrix;

import org.jspecify.annotations.NullMarked;
