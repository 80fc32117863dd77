package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.tensor.DType;
import java.util.function.DoubleUnaryOperator;

/** The derivative of a scalar function, by the extrapolation of {@link RiddersTableau}. */
public final class RiddersDerivative {
  /**
   * An estimated derivative.
   *
   * @param derivative the estimate; NaN where the function is not finite or has a kink
   * @param error an estimate of its absolute error
   * @param isKink whether the differences to both sides go to slopes of their own
   */
  public record Estimate(double derivative, double error, boolean isKink) {}

  private final DoubleUnaryOperator function;
  private final double noise;
  private final DType dtype;

  /**
   * @param function the function, evaluated only at points of the dtype
   * @param noise a bound on the error of each evaluation, beyond the last rounding to double
   * @param dtype the grid of the arguments
   */
  public RiddersDerivative(DoubleUnaryOperator function, double noise, DType dtype) {
    this.function = function;
    this.noise = noise;
    this.dtype = dtype;
  }

  /** The derivative at x, from steps of {@code firstStep} and smaller. */
  public Estimate at(double x, double firstStep) {
    double centre = function.applyAsDouble(x);
    RiddersTableau tableau = RiddersTableau.central();
    for (double step = firstStep; !tableau.isFinished(); step /= 2) {
      double above = dtype.round(x + step);
      double below = dtype.round(x - step);
      if (!(above > x) || !(below < x)) {
        break;
      }
      tableau.add(
          function.applyAsDouble(below),
          centre,
          function.applyAsDouble(above),
          x - below,
          above - x,
          noise);
    }
    return tableau.isKink()
        ? new Estimate(Double.NaN, Double.POSITIVE_INFINITY, true)
        : new Estimate(tableau.derivative(), tableau.error(), false);
  }
}
