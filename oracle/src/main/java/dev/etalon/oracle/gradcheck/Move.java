package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Steps of several inputs at once.
 *
 * @param columns the row-major positions of the inputs, ascending
 * @param steps the largest step of each
 * @param leastSteps the smallest step of each: below it rounding inside the operator can hide a
 *     kink
 */
record Move(int[] columns, double[] steps, double[] leastSteps) {
  /** The first step: near the scale of the operators' inputs, and a power of two. */
  static final double FIRST_STEP = 0.25;

  /** No step moves an input by fewer units in the last place (of 1, for smaller inputs). */
  private static final double LEAST_ULPS = 1024;

  /**
   * Steps of {@value #FIRST_STEP} times a factor for each column, and of its sign; longer where the
   * grid of the dtype is too coarse for that.
   */
  static Move of(Tensor input, int[] columns, DType dtype, IntToDoubleFunction factor) {
    double[] least = new double[columns.length];
    double[] steps = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      double wanted = FIRST_STEP * factor.applyAsDouble(columns[i]);
      least[i] = LEAST_ULPS * dtype.ulp(Math.max(1, Math.abs(input.at(columns[i]))));
      steps[i] = Math.copySign(Math.max(Math.abs(wanted), least[i]), wanted);
    }
    return new Move(columns, steps, least);
  }

  /** Steps of ±1, of the sign of a factor for each column. */
  static Move ofUnits(int[] columns, IntToDoubleFunction factor) {
    double[] steps =
        IntStream.of(columns).mapToDouble(c -> Math.signum(factor.applyAsDouble(c))).toArray();
    return new Move(columns, steps, new double[columns.length]);
  }

  int size() {
    return columns.length;
  }

  /** The smallest scale at which no step is below its least. */
  double leastScale() {
    double least = 0;
    for (int i = 0; i < steps.length; i++) {
      least = Math.max(least, leastScale(i));
    }
    return least;
  }

  private double leastScale(int i) {
    return leastSteps[i] / Math.abs(steps[i]);
  }

  /** The steps of some of the columns. */
  Move only(IntPredicate wanted) {
    return at(IntStream.range(0, size()).filter(i -> wanted.test(columns[i])).toArray());
  }

  /** The steps that are still above their least at a scale. */
  Move above(double scale) {
    return at(IntStream.range(0, size()).filter(i -> leastScale(i) <= scale).toArray());
  }

  private Move at(int[] places) {
    return places.length == size()
        ? this
        : new Move(
            IntStream.of(places).map(i -> columns[i]).toArray(),
            IntStream.of(places).mapToDouble(i -> steps[i]).toArray(),
            IntStream.of(places).mapToDouble(i -> leastSteps[i]).toArray());
  }

  /** Whether every input moves by its step, and by nothing that rounding makes of it. */
  boolean isExactOn(Tensor input) {
    Tensor moved = apply(input, 1);
    return IntStream.range(0, size())
        .allMatch(i -> moved.at(columns[i]) - input.at(columns[i]) == steps[i]);
  }

  /** The input with every step taken, each multiplied by the scale. */
  Tensor apply(Tensor input, double scale) {
    double[] elements = input.toArray();
    for (int i = 0; i < columns.length; i++) {
      elements[columns[i]] += scale * steps[i];
    }
    return Tensor.of(input.dtype(), input.shape(), elements);
  }
}
