/**
 * The command line: {@code etalon verify}, {@code list}, {@code explain}. A user's mistake costs
 * one sentence that says what was given, what is allowed and how to mend it; {@link
 * dev.etalon.reports.cli.ExitCode} says what scripts may rely on.
 */
@NullMarked
package dev.etalon.reports.cli;

import org.jspecify.annotations.NullMarked;
