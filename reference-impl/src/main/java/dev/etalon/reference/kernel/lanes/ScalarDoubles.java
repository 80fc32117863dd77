package dev.etalon.reference.kernel.lanes;

/**
 * The loops in plain Java, which any virtual machine runs. The tile is small enough to keep its
 * sums in sixteen registers.
 */
public class ScalarDoubles extends DoubleArrays {
  private static final int ROWS = 4;
  private static final int COLUMNS = 2;

  @Override
  public int tileRows() {
    return ROWS;
  }

  @Override
  public int tileColumns() {
    return COLUMNS;
  }

  @Override
  public void tile(
      int depth, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt, int stride) {
    double c00 = 0;
    double c01 = 0;
    double c10 = 0;
    double c11 = 0;
    double c20 = 0;
    double c21 = 0;
    double c30 = 0;
    double c31 = 0;
    for (int k = 0; k < depth; k++) {
      double b0 = b[bAt + COLUMNS * k];
      double b1 = b[bAt + COLUMNS * k + 1];
      double a0 = a[aAt + ROWS * k];
      c00 += a0 * b0;
      c01 += a0 * b1;
      double a1 = a[aAt + ROWS * k + 1];
      c10 += a1 * b0;
      c11 += a1 * b1;
      double a2 = a[aAt + ROWS * k + 2];
      c20 += a2 * b0;
      c21 += a2 * b1;
      double a3 = a[aAt + ROWS * k + 3];
      c30 += a3 * b0;
      c31 += a3 * b1;
    }
    c[cAt] += c00;
    c[cAt + 1] += c01;
    c[cAt + stride] += c10;
    c[cAt + stride + 1] += c11;
    c[cAt + 2 * stride] += c20;
    c[cAt + 2 * stride + 1] += c21;
    c[cAt + 3 * stride] += c30;
    c[cAt + 3 * stride + 1] += c31;
  }

  @Override
  public void packRuns(
      double[] from,
      int[] starts,
      int[] lengths,
      int runs,
      int[] along,
      int alongAt,
      int depth,
      double[] to,
      int at,
      int width) {
    for (int k = 0; k < depth; k++) {
      int source = along[alongAt + k];
      int target = at + k * width;
      for (int run = 0; run < runs; run++) {
        int start = source + starts[run];
        int length = lengths[run];
        for (int i = 0; i < length; i++) {
          to[target + i] = from[start + i];
        }
        target += length;
      }
    }
  }

  @Override
  public final void packEach(
      double[] from,
      int[] across,
      int acrossAt,
      int count,
      int[] along,
      int alongAt,
      int depth,
      double[] to,
      int at,
      int width) {
    for (int k = 0; k < depth; k++) {
      int source = along[alongAt + k];
      int target = at + k * width;
      for (int j = 0; j < count; j++) {
        to[target + j] = from[source + across[acrossAt + j]];
      }
    }
  }

  @Override
  public final void copyPlus(
      int count,
      double[] from,
      int fromAt,
      double[] addend,
      int addendAt,
      double[] to,
      int toAt,
      int toStep) {
    double added = addend[addendAt];
    if (toStep == 1) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] = from[fromAt + i] + added;
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i * toStep] = from[fromAt + i] + added;
      }
    }
  }

  @Override
  public final void add(int count, double[] from, int fromAt, double[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  @Override
  public final void addScaled(
      int count,
      double[] factor,
      int factorAt,
      double[] from,
      int fromAt,
      int fromStep,
      double[] to,
      int toAt,
      int toStep) {
    double scale = factor[factorAt];
    if (fromStep == 1 && toStep == 1) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] += scale * from[fromAt + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i * toStep] += scale * from[fromAt + i * fromStep];
      }
    }
  }

  @Override
  public void addDot(
      int count, double[] a, int aAt, double[] b, int bAt, int bStep, double[] to, int toAt) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aAt + i] * b[bAt + i * bStep];
    }
    to[toAt] += sum;
  }

  @Override
  public void addSum(int count, double[] a, int aAt, double[] to, int toAt) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aAt + i];
    }
    to[toAt] += sum;
  }
}
