package dev.etalon.oracle.gradcheck;

import java.util.Arrays;

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
  private static final double CENTRAL = 4;

  /** That of a one-sided difference has every power of h. */
  private static final double ONE_SIDED = 2;

  /** Extrapolation amplifies the noise of one-sided differences by Π (2ᵏ + 1)/(2ᵏ − 1) < 8.3. */
  private static final double ONE_SIDED_NOISE = 9;

  private final double reduction;

  /** So many second differences in a row that halve with the step are a kink's. */
  private static final int HALVINGS = 3;

  /** A smooth function needs so many levels or fewer, mostly. */
  private static final int USUAL_LEVELS = 4;

  /** The last row of the table; most end after a few levels, and there is one for each entry. */
  private double[] row = new double[USUAL_LEVELS];

  private double lastBend;
  private int halvings;
  private int level;
  private boolean bent;
  private double lastEstimate;
  private double derivative = Double.NaN;
  private double error = Double.POSITIVE_INFINITY;
  private boolean finished;

  private RiddersTableau(double reduction) {
    this.reduction = reduction;
  }

  /** For central differences. */
  static RiddersTableau central() {
    return new RiddersTableau(CENTRAL);
  }

  /** For differences to one side. */
  static RiddersTableau oneSided() {
    return new RiddersTableau(ONE_SIDED);
  }

  /**
   * Adds the one-sided difference for the next, halved step.
   *
   * @param centre the value at the point
   * @param beside the value beside it
   * @param step how far beside, with its sign
   * @param noise a bound on the error of each value
   */
  void addOneSided(double centre, double beside, double step, double noise) {
    double rounding = noise + Math.ulp(Math.max(Math.abs(centre), Math.abs(beside)));
    bent = true;
    extrapolate((beside - centre) / step, 2 * ONE_SIDED_NOISE * rounding / Math.abs(step));
  }

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
    double width = stepBelow + stepAbove;
    // where rounding made the steps lopsided, f″·(difference of steps)/2 remains
    double curvature = (above - 2 * centre + below) / (width * width / 4);
    double lopsided = Math.abs(curvature * (stepAbove - stepBelow) / 2);
    double rounding = noise + Math.ulp(Math.max(Math.abs(above), Math.abs(below)));
    if (!finished) {
      double bend = Math.abs(above - 2 * centre + below);
      bent |= bend > 4 * rounding;
      boolean halved = bend > 8 * rounding && bend > 0.4 * lastBend && bend < 0.6 * lastBend;
      halvings = halved ? halvings + 1 : 0;
      lastBend = bend;
    }
    extrapolate((above - below) / width, 2 * CENTRAL * rounding / width + lopsided);
  }

  private void extrapolate(double difference, double floor) {
    if (finished) {
      return;
    }
    if (!Double.isFinite(difference)) {
      derivative = Double.NaN;
      error = Double.POSITIVE_INFINITY;
      finished = true;
      return;
    }
    if (level == row.length) {
      row = Arrays.copyOf(row, LEVELS);
    }
    double aboveLeft = row[0];
    row[0] = difference;
    double estimate = difference;
    double spread = Double.POSITIVE_INFINITY;
    double power = reduction;
    for (int order = 1; order <= level; order++, power *= reduction) {
      double left = row[order - 1];
      double above = row[order];
      row[order] = (power * left - aboveLeft) / (power - 1);
      double neighbours = Math.max(Math.abs(row[order] - left), Math.abs(row[order] - aboveLeft));
      if (neighbours < spread) {
        estimate = row[order];
        spread = neighbours;
      }
      aboveLeft = above;
    }
    boolean judged = level > 1 || level == 1 && !bent;
    if (judged) {
      accept(estimate, spread, floor);
    }
    lastEstimate = estimate;
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

  /**
   * Whether both sides have slopes of their own: the second difference of a smooth function is
   * quartered with the step, that of a kink is halved.
   */
  boolean isKink() {
    return halvings >= HALVINGS;
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
