/**
 * Judging without a reference: an implementation against itself, by what mathematics says of the
 * operator. An {@link dev.etalon.oracle.identity.Identity} turns a case into {@link
 * dev.etalon.oracle.identity.Equation}s between answers of the same implementation; the difference
 * that is allowed follows from the error budgets of both sides.
 */
@NullMarked
package dev.etalon.oracle.identity;

import org.jspecify.annotations.NullMarked;
