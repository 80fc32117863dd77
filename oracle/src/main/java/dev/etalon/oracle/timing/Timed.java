package dev.etalon.oracle.timing;

import java.util.function.LongSupplier;

/** Something that computes and says how long it took. */
public interface Timed {
  /** Runs so many times; the seconds of all runs together. */
  double seconds(int repetitions);

  /** Java code by the system's clock. */
  static Timed of(Runnable work) {
    return of(work, System::nanoTime);
  }

  /**
   * Java code by a clock.
   *
   * @param clock nanoseconds from some moment on
   */
  static Timed of(Runnable work, LongSupplier clock) {
    return repetitions -> {
      long start = clock.getAsLong();
      for (int i = 0; i < repetitions; i++) {
        work.run();
      }
      return (clock.getAsLong() - start) * 1e-9;
    };
  }
}
