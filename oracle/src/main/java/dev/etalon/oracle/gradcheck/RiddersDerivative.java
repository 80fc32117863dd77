package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The derivative of a scalar function by central differences, extrapolated to step 0 by Neville's
 * scheme in h² (C. J. F. Ridders, "Accurate computation of F′(x) and F′(x)·F″(x)", Advances in
 * Engineering Software 4, 1982). Steps are halved until the noise of the evaluation rules. The
 * error estimate is the distance between neighbours in the table plus the noise, so on a linear
 * function, where every step is exact, two steps are enough. Long steps over a sharp bend can agree
 * with each other by chance: an estimate must also cover what shorter steps give, but for their
 * noise.
 */
public final class RiddersDerivative {
  private static final int LEVELS = 13;

  /** The truncation error of a central difference is even in h: halving the step quarters it. */
  private static final double REDUCTION = 4;

  /**
   * An estimated derivative.
   *
   * @param derivative the estimate; NaN where the function is not finite
   * @param error an estimate of its absolute error
   */
  public record Estimate(double derivative, double error) {}

  private static final Estimate NONE = new Estimate(Double.NaN, Double.POSITIVE_INFINITY);

  /** The best estimate of one step length, and the part of its error that is noise. */
  private record Level(Estimate own, double noise) {}

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
    double[] previous = new double[LEVELS];
    List<Level> levels = new ArrayList<>();
    Estimate best = NONE;
    double step = firstStep;
    for (int level = 0; level < LEVELS; level++, step /= 2) {
      double above = dtype.round(x + step);
      double below = dtype.round(x - step);
      double width = above - below;
      if (!(above > x) || !(below < x)) {
        break;
      }
      double valueAbove = function.applyAsDouble(above);
      double valueBelow = function.applyAsDouble(below);
      double[] current = new double[LEVELS];
      current[0] = (valueAbove - valueBelow) / width;
      if (!Double.isFinite(current[0])) {
        return NONE;
      }
      // where rounding made the step lopsided, f″·(asymmetry)/2 remains
      double curvature = (valueAbove - 2 * centre + valueBelow) / (width * width / 4);
      double lopsided = Math.abs(curvature * ((above - x) - (x - below)) / 2);
      double rounding = noise + Math.ulp(Math.max(Math.abs(valueAbove), Math.abs(valueBelow)));
      double floor = 2 * REDUCTION * rounding / width + lopsided;
      double reduction = REDUCTION;
      Estimate own = NONE;
      for (int order = 1; order <= level; order++, reduction *= REDUCTION) {
        current[order] = (reduction * current[order - 1] - previous[order - 1]) / (reduction - 1);
        double error =
            floor
                + Math.max(
                    Math.abs(current[order] - current[order - 1]),
                    Math.abs(current[order] - previous[order - 1]));
        if (error < own.error()) {
          own = new Estimate(current[order], error);
        }
      }
      levels.add(new Level(own, floor));
      best = best(levels);
      if (best.error() <= 2 * floor) {
        break;
      }
      previous = current;
    }
    return best;
  }

  /** The estimate with the smallest error, each error widened to what shorter steps give. */
  private static Estimate best(List<Level> levels) {
    Estimate best = NONE;
    for (int i = 0; i < levels.size(); i++) {
      Estimate candidate = levels.get(i).own();
      double error = candidate.error();
      for (Level shorter : levels.subList(i + 1, levels.size())) {
        double distance = Math.abs(candidate.derivative() - shorter.own().derivative());
        error = Math.max(error, distance - shorter.noise());
      }
      if (error < best.error()) {
        best = new Estimate(candidate.derivative(), error);
      }
    }
    return best;
  }
}
