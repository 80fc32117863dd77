package dev.etalon.oracle.timing;

import org.jspecify.annotations.Nullable;

/** Where results go that nobody reads, so that the compiler cannot leave their computation out. */
final class Sink {
  private static volatile @Nullable Object last;

  private Sink() {}

  static void keep(Object result) {
    last = result;
    last = null;
  }
}
