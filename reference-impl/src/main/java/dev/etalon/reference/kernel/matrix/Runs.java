package dev.etalon.reference.kernel.matrix;

/**
 * A stretch of a table of offsets as runs, in each of which the offsets grow by the same step. It
 * is filled anew for every stretch, and grows as it must.
 */
final class Runs {
  int[] starts = new int[16];
  int[] lengths = new int[16];
  int count;

  /** Splits {@code length} offsets into the longest runs of the given step. */
  void split(int[] offsets, int from, int length, int step) {
    if (starts.length < length) {
      starts = new int[length];
      lengths = new int[length];
    }
    count = 0;
    int end = from + length;
    int start = from;
    for (int i = from + 1; i <= end; i++) {
      if (i == end || offsets[i] - offsets[i - 1] != step) {
        starts[count] = offsets[start];
        lengths[count++] = i - start;
        start = i;
      }
    }
  }
}
