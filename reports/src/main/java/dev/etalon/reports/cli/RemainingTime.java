package dev.etalon.reports.cli;

import java.util.function.LongSupplier;

/** How long something will still take, by the share that is done and the time that this took. */
final class RemainingTime {
  private static final long MINUTE = 60;

  private final LongSupplier clock;
  private final long start;

  /**
   * Starts now.
   *
   * @param clock nanoseconds from some moment on
   */
  RemainingTime(LongSupplier clock) {
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  /** For people: {@code about 3 min left}. */
  String after(double share) {
    if (!(share > 0)) {
      return "no estimate yet";
    }
    double elapsed = (clock.getAsLong() - start) * 1e-9;
    long left = Math.round(elapsed * Math.max(0, 1 - share) / share);
    if (left < 1) {
      return "nearly done";
    }
    return left < 2 * MINUTE
        ? "about %d s left".formatted(left)
        : "about %d min left".formatted(Math.round((double) left / MINUTE));
  }
}
