package dev.etalon.oracle.verification;

import java.util.Arrays;

/** Medians of a few runs after as many unmeasured ones: for orientation, not for claims. */
final class Stopwatch {
  private Stopwatch() {}

  static double median(int repetitions, Runnable work) {
    for (int i = 0; i < repetitions; i++) {
      work.run();
    }
    double[] seconds = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - start) * 1e-9;
    }
    Arrays.sort(seconds);
    return seconds[repetitions / 2];
  }
}
