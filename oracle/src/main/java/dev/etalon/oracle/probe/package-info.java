/**
 * Finds out in which arithmetic an implementation computes sums of products, from its results
 * alone: what it multiplies in, what it sums in, in which order, whether it fuses, flushes or cuts
 * off, how its errors grow, and whether it gives the same bits twice. A black box is asked
 * questions whose answers differ only by such things.
 */
@NullMarked
package dev.etalon.oracle.probe;

import org.jspecify.annotations.NullMarked;
