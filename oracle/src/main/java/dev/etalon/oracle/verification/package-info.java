/**
 * A whole verification: which cases, dtypes and judges, run in parallel and collected in a fixed
 * order, with the deliberately wrong implementations beside the right one.
 */
@NullMarked
package dev.etalon.oracle.verification;

import org.jspecify.annotations.NullMarked;
