package dev.etalon.reports.cli;

import dev.etalon.oracle.process.ProgramLimits;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that say what a program may use. */
final class LimitOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)");
  private static final Map<String, Integer> SHIFTS = Map.of("", 0, "K", 10, "M", 20, "G", 30);

  /** Less is not enough to load an interpreter. */
  private static final long LEAST_MEMORY = 16L << 20;

  private static final double LONGEST_SECONDS = 86_400;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      description = "The longest time for a case (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "A process's address space, such as 512M or 8G; 0 for no limit (default: ${DEFAULT-VALUE}).")
  private String memory = "4G";

  ProgramLimits limits() {
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
      throw new BadInput(
          "--time-limit is %s; it must be more than 0 and at most %.0f seconds"
              .formatted(seconds, LONGEST_SECONDS));
    }
    Matcher size = SIZE.matcher(memory.toUpperCase(Locale.ROOT));
    long bytes = size.matches() ? Long.parseLong(size.group(1)) << SHIFTS.get(size.group(2)) : -1;
    if (bytes < LEAST_MEMORY && bytes != 0) {
      throw new BadInput(
          "--memory is '%s'; it must be a size of at least 16M such as 512M or 8G, or 0 for no limit"
              .formatted(memory));
    }
    return ProgramLimits.DEFAULT
        .withTime(Duration.ofMillis(Math.max(1, Math.round(seconds * 1000))))
        .withMemory(bytes);
  }
}
