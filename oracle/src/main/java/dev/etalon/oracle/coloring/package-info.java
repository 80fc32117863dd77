/**
 * Colouring of sparsity patterns: columns of a Jacobian that share no row can be perturbed
 * together, so that a sparse Jacobian costs as many evaluations as it has colours (A. R. Curtis, M.
 * J. D. Powell, J. K. Reid, "On the estimation of sparse Jacobian matrices", IMA J. Appl. Math. 13,
 * 1974).
 */
@NullMarked
package dev.etalon.oracle.coloring;

import org.jspecify.annotations.NullMarked;
