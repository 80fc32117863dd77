package dev.etalon.oracle.timing;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * A figure and its 95 % confidence interval by the percentile bootstrap: the rounds are drawn anew
 * with replacement, {@value #RESAMPLES} times, and the interval holds the middle 95 % of what the
 * figure then is (B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, §13.3).
 *
 * @param value the figure of the rounds themselves
 * @param low the lower end of the interval
 * @param high the upper end
 */
public record Estimate(double value, double low, double high) {
  private static final int RESAMPLES = 2000;
  private static final double[] ENDS = {0.025, 0.975};
  private static final long SEED = 0x5DEECE66DL;

  /** The median of some rounds. */
  public static Estimate median(double[] rounds) {
    return bootstrap(rounds.length, drawn -> Median.withDefaults().evaluate(drawn(rounds, drawn)));
  }

  /**
   * The median of some rounds divided by that of others. Both are drawn by the same rounds, since
   * what the machine did in a round met both.
   *
   * @throws IllegalArgumentException if their numbers differ
   */
  public static Estimate ratio(double[] numerator, double[] denominator) {
    if (numerator.length != denominator.length) {
      throw new IllegalArgumentException(
          "%d and %d rounds; a ratio needs as many of both"
              .formatted(numerator.length, denominator.length));
    }
    Median median = Median.withDefaults();
    return bootstrap(
        numerator.length,
        drawn ->
            median.evaluate(drawn(numerator, drawn)) / median.evaluate(drawn(denominator, drawn)));
  }

  private static double[] drawn(double[] rounds, int[] drawn) {
    return Arrays.stream(drawn).mapToDouble(round -> rounds[round]).toArray();
  }

  private static Estimate bootstrap(int rounds, ToDoubleFunction<int[]> figure) {
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
    int[] drawn = new int[rounds];
    Arrays.setAll(drawn, round -> round);
    double value = figure.applyAsDouble(drawn);
    double[] figures = new double[RESAMPLES];
    for (int i = 0; i < figures.length; i++) {
      Arrays.setAll(drawn, round -> random.nextInt(rounds));
      figures[i] = figure.applyAsDouble(drawn);
    }
    double[] ends = Quantile.withDefaults().evaluate(figures, ENDS);
    return new Estimate(value, ends[0], ends[1]);
  }
}
