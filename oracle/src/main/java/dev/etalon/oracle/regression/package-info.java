/**
 * What changed between two states of a kernel: a {@link dev.etalon.oracle.regression.Snapshot}
 * holds what the judges say of an implementation, the bits that it gives and the time that it
 * takes, and {@link dev.etalon.oracle.regression.Differences} compares two of them. Verdicts,
 * figures and bits are deterministic, so every difference in them is real; times are not, and are
 * tested.
 */
@NullMarked
package dev.etalon.oracle.regression;

import org.jspecify.annotations.NullMarked;
