/**
 * Taking the time so that it means something: contestants run in turn, round by round, so that
 * whatever the machine does meets all of them ({@link dev.etalon.oracle.timing.Race}); medians and
 * their ratio have confidence intervals ({@link dev.etalon.oracle.timing.Estimate}); and what the
 * machine can do at most is measured in the same run ({@link dev.etalon.oracle.timing.Peak}).
 */
@NullMarked
package dev.etalon.oracle.timing;

import org.jspecify.annotations.NullMarked;
