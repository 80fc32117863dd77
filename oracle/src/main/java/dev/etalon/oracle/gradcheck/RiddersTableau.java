package dev.etalon.oracle.gradcheck;

/**
 * Extrapolation of central differences to step 0 by Neville's scheme in h² (C. J. F. Ridders,
 * "Accurate computation of F′(x) and F′(x)·F″(x)", Advances in Engineering Software 4, 1982).
 * Differences for halved steps are added until noise rules or keeps the extrapolation from
 * improving. The error estimate is the distance between neighbours in the table plus the noise, so
 * on a linear function, where every difference is exact, two steps are enough.
 */
final class RiddersTableau {
  /** So many halvings are the most that can help: the error falls with the power of the order. */
  static final int LEVELS = 9;

  /** Past this growth of the error, smaller steps only add noise. */
  private static final double DIVERGENCE = 2;

  /** The truncation error of a central difference is even in h: halving the step quarters it. */
  private static final double REDUCTION = 4;

  private double[] previous = new double[LEVELS];
  private int level;
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
    double levelBest = Double.POSITIVE_INFINITY;
    double reduction = REDUCTION;
    for (int order = 1; order <= level; order++, reduction *= REDUCTION) {
      current[order] = (reduction * current[order - 1] - previous[order - 1]) / (reduction - 1);
      double candidate =
          floor
              + Math.max(
                  Math.abs(current[order] - current[order - 1]),
                  Math.abs(current[order] - previous[order - 1]));
      levelBest = Math.min(levelBest, candidate);
      if (candidate < error) {
        derivative = current[order];
        error = candidate;
      }
    }
    boolean noiseRules = error <= 2 * floor;
    // growth beyond the noise means that an early agreement was an accident: smaller steps help
    boolean diverges =
        level > 1 && levelBest > DIVERGENCE * error && levelBest <= REDUCTION * floor;
    finished = noiseRules || diverges || ++level == LEVELS;
    previous = current;
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
