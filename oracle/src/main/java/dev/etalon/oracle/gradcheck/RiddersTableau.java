package dev.etalon.oracle.gradcheck;

/**
 * Extrapolation of central differences to step 0 by Neville's scheme in h² (C. J. F. Ridders,
 * "Accurate computation of F′(x) and F′(x)·F″(x)", Advances in Engineering Software 4, 1982).
 * Differences for halved steps are added until noise rules.
 *
 * <p>The error estimate is Ridders' distance between neighbours in the table plus the noise. But
 * neighbours also meet by chance, far from the derivative: about once in a thousand derivatives of
 * a smooth function that estimate is too small. So the estimate before, made with one step less,
 * counts as a neighbour too; the next estimate has to confirm an estimate before it is final, and
 * their distance adds to its error; and an estimate that a later one contradicts is given up. On a
 * linear function, where every difference is exact and the second difference is 0, two steps are
 * enough.
 */
final class RiddersTableau {
  /** The shortest step is 2⁻¹² of the first: bends sharper than that are not resolved. */
  static final int LEVELS = 13;

  /** The truncation error of a central difference is even in h: halving the step quarters it. */
  private static final double REDUCTION = 4;

  private double[] previous = new double[LEVELS];
  private int level;
  private boolean bent;
  private double lastEstimate;
  private double derivative = Double.NaN;
  private double error = Double.POSITIVE_INFINITY;
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
      derivative = Double.NaN;
      error = Double.POSITIVE_INFINITY;
      finished = true;
      return;
    }
    // where rounding made the steps lopsided, f″·(difference of steps)/2 remains
    double curvature = (above - 2 * centre + below) / (width * width / 4);
    double lopsided = Math.abs(curvature * (stepAbove - stepBelow) / 2);
    double rounding = noise + Math.ulp(Math.max(Math.abs(above), Math.abs(below)));
    double floor = 2 * REDUCTION * rounding / width + lopsided;
    bent |= Math.abs(above - 2 * centre + below) > 4 * rounding;
    double estimate = current[0];
    double spread = Double.POSITIVE_INFINITY;
    double reduction = REDUCTION;
    for (int order = 1; order <= level; order++, reduction *= REDUCTION) {
      current[order] = (reduction * current[order - 1] - previous[order - 1]) / (reduction - 1);
      double neighbours =
          Math.max(
              Math.abs(current[order] - current[order - 1]),
              Math.abs(current[order] - previous[order - 1]));
      if (neighbours < spread) {
        estimate = current[order];
        spread = neighbours;
      }
    }
    boolean judged = level > 1 || level == 1 && !bent;
    if (judged) {
      accept(estimate, spread, floor);
    }
    lastEstimate = estimate;
    previous = current;
    finished |= ++level == LEVELS;
  }

  /** Takes the level's estimate if it is better, or uses it to judge the one that is taken. */
  private void accept(double estimate, double spread, double floor) {
    double estimatedError = floor + Math.max(spread, Math.abs(estimate - lastEstimate));
    double distance = Math.abs(estimate - derivative);
    boolean noiseRules = error <= 2 * floor && distance <= error + floor;
    if (estimatedError < error || distance > error + floor + spread) {
      derivative = estimate;
      error = estimatedError;
    } else if (!Double.isNaN(distance)) {
      error += distance;
    }
    finished = noiseRules || !bent && error <= 2 * floor;
  }

  /** Whether smaller steps cannot help. */
  boolean isFinished() {
    return finished;
  }

  /** The extrapolated derivative; NaN where the function is not finite. */
  double derivative() {
    return derivative;
  }

  /** An estimate of its absolute error. */
  double error() {
    return error;
  }
}
