package dev.etalon.oracle.gradcheck;

import java.util.ArrayList;
import java.util.List;

/**
 * Extrapolation of central differences to step 0 by Neville's scheme in h² (C. J. F. Ridders,
 * "Accurate computation of F′(x) and F′(x)·F″(x)", Advances in Engineering Software 4, 1982).
 * Differences for halved steps are added until noise rules. The error estimate is the distance
 * between neighbours in the table plus the noise, so on a linear function, where every difference
 * is exact, two steps are enough. Long steps over a sharp bend can agree with each other by chance:
 * the error of an estimate also covers what shorter steps give, but for their noise.
 */
final class RiddersTableau {
  /** The shortest step is 2⁻¹² of the first: bends sharper than that are not resolved. */
  static final int LEVELS = 13;

  /** The truncation error of a central difference is even in h: halving the step quarters it. */
  private static final double REDUCTION = 4;

  /** The best estimate of one step length, its error, and the part of the error that is noise. */
  private record Estimate(double derivative, double error, double noise) {}

  private static final Estimate NONE =
      new Estimate(Double.NaN, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  private final List<Estimate> levels = new ArrayList<>(LEVELS);
  private double[] previous = new double[LEVELS];
  private Estimate best = NONE;
  private boolean finished;

  /**
   * Adds the central difference for the next, halved step.
   *
   * @param below the value below
   * @param centre the value in the middle
   * @param above the value above
   * @param stepBelow how far below it was taken
   * @param stepAbove how far above it was taken
   * @param noise a bound on the error of each value
   */
  void add(
      double below, double centre, double above, double stepBelow, double stepAbove, double noise) {
    if (finished) {
      return;
    }
    double width = stepBelow + stepAbove;
    double[] current = new double[LEVELS];
    current[0] = (above - below) / width;
    if (!Double.isFinite(current[0])) {
      best = NONE;
      finished = true;
      return;
    }
    // where rounding made the steps lopsided, f″·(difference of steps)/2 remains
    double curvature = (above - 2 * centre + below) / (width * width / 4);
    double lopsided = Math.abs(curvature * (stepAbove - stepBelow) / 2);
    double rounding = noise + Math.ulp(Math.max(Math.abs(above), Math.abs(below)));
    double floor = 2 * REDUCTION * rounding / width + lopsided;
    Estimate own = NONE;
    double reduction = REDUCTION;
    for (int order = 1; order <= levels.size(); order++, reduction *= REDUCTION) {
      current[order] = (reduction * current[order - 1] - previous[order - 1]) / (reduction - 1);
      double candidate =
          floor
              + Math.max(
                  Math.abs(current[order] - current[order - 1]),
                  Math.abs(current[order] - previous[order - 1]));
      if (candidate < own.error()) {
        own = new Estimate(current[order], candidate, floor);
      }
    }
    levels.add(own);
    best = best();
    boolean noiseRules = best.error() <= 2 * floor;
    finished = noiseRules || levels.size() == LEVELS;
    previous = current;
  }

  /** The estimate with the smallest error, each error widened to what shorter steps give. */
  private Estimate best() {
    Estimate smallest = NONE;
    for (int i = 0; i < levels.size(); i++) {
      Estimate candidate = levels.get(i);
      double error = candidate.error();
      for (Estimate shorter : levels.subList(i + 1, levels.size())) {
        double distance = Math.abs(candidate.derivative() - shorter.derivative());
        error = Math.max(error, distance - shorter.noise());
      }
      if (error < smallest.error()) {
        smallest = new Estimate(candidate.derivative(), error, candidate.noise());
      }
    }
    return smallest;
  }

  /** Whether smaller steps cannot help. */
  boolean isFinished() {
    return finished;
  }

  /** The extrapolated derivative; NaN where the function is not finite. */
  double derivative() {
    return best.derivative();
  }

  /** An estimate of its absolute error. */
  double error() {
    return best.error();
  }
}
