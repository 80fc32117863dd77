package dev.etalon.reference.kernel.resampling;

import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;

/**
 * One axis of a resampling as a matrix with at most two elements in a row: {@code y[i] = (1 −
 * upper[i])·x[lower[i]] + upper[i]·x[lower[i] + 1]}.
 *
 * @param extent the number of elements x
 * @param lower for every element of y the first that it is made of
 * @param upper the weight of the one that follows; 0 where it is not needed
 */
record Taps(int extent, int[] lower, double[] upper) {
  /** How an operator resamples an axis. */
  @FunctionalInterface
  interface Of<O> {
    /**
     * The axis in figures.
     *
     * @param axis counted over the spatial axes
     * @param input its extent before
     * @param output its extent after
     */
    Taps along(O operator, int axis, int input, int output);
  }

  int size() {
    return lower.length;
  }

  /** How many elements of x take part in an element of y. */
  int count(int i) {
    return upper[i] == 0 ? 1 : 2;
  }

  /** The weights of each element's lower and upper part, in turn. */
  double[] weights() {
    double[] weights = new double[2 * size()];
    for (int i = 0; i < size(); i++) {
      weights[2 * i] = 1 - upper[i];
      weights[2 * i + 1] = upper[i];
    }
    return weights;
  }

  static Taps nearest(UpsampleNearest operator, int axis, int input, int output) {
    int[] lower = new int[output];
    for (int i = 0; i < output; i++) {
      lower[i] = Math.min(floor(operator.size(), axis, input, i), input - 1);
    }
    return new Taps(input, lower, new double[output]);
  }

  static Taps linear(UpsampleLinear operator, int axis, int input, int output) {
    int[] lower = new int[output];
    double[] upper = new double[output];
    for (int i = 0; i < output; i++) {
      double position =
          operator.alignCorners()
              ? (double) i * (input - 1) / Math.max(1, output - 1)
              : Math.max(0, (i + 0.5) * step(operator.size(), axis, input) - 0.5);
      lower[i] = (int) Math.min(position, input - 1);
      upper[i] = lower[i] == input - 1 ? 0 : position - lower[i];
    }
    return new Taps(input, lower, upper);
  }

  private static double step(Resize size, int axis, int input) {
    return size instanceof Resize.By by
        ? 1 / by.factors().get(axis)
        : (double) input / ((Resize.To) size).extents().get(axis);
  }

  /** ⌊i·step⌋: the exact sign of a remainder tells of a quotient that was rounded up. */
  private static int floor(Resize size, int axis, int input, int i) {
    if (size instanceof Resize.To to) {
      return (int) ((long) i * input / to.extents().get(axis));
    }
    double factor = ((Resize.By) size).factors().get(axis);
    double floor = Math.floor(i / factor);
    return (int) (Math.fma(floor, factor, -i) > 0 ? floor - 1 : floor);
  }
}
