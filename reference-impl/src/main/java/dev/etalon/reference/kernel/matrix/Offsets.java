package dev.etalon.reference.kernel.matrix;

import java.util.stream.IntStream;

/** Tables of offsets into an array. */
public final class Offsets {
  private Offsets() {}

  /** {@code start + i·step} for i below {@code count}. */
  public static int[] range(int start, int count, int step) {
    return IntStream.range(0, count).map(i -> start + i * step).toArray();
  }

  /** {@code outer[i] + inner[j]}, row-major. */
  public static int[] sums(int[] outer, int[] inner) {
    int[] sums = new int[outer.length * inner.length];
    int at = 0;
    for (int o : outer) {
      for (int i : inner) {
        sums[at++] = o + i;
      }
    }
    return sums;
  }
}
