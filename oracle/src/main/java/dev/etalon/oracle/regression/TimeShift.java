package dev.etalon.oracle.regression;

import java.util.Arrays;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Whether one set of times is longer than another: the exact Mann–Whitney U test (Mann and Whitney,
 * Ann. Math. Statist. 18 (1947) 50–60, doi:10.1214/aoms/1177730491), the Hodges–Lehmann estimate of
 * the ratio, which is the median of all ratios after/before (Hodges and Lehmann, Ann. Math.
 * Statist. 34 (1963) 598–611, doi:10.1214/aoms/1177704172), and Vargha and Delaney's A.
 *
 * @param ratio how many times as long it takes now
 * @param low the lower end of a 95 % confidence interval of the ratio
 * @param high its upper end
 * @param effect the probability that a time now is longer than one before (A₁₂); ½ is no effect
 * @param pValue of the two-sided test
 */
public record TimeShift(double ratio, double low, double high, double effect, double pValue) {
  /** The standard normal quantile of a two-sided 95 % interval. */
  private static final double Z_95 = 1.959963984540054;

  /** The shift from one set of times to another. */
  static TimeShift between(double[] before, double[] after) {
    double pValue = MannWhitneyUTest.withDefaults().test(after, before).getPValue();
    int count = before.length * after.length;
    double[] ratios = new double[count];
    double longer = 0;
    for (int i = 0; i < after.length; i++) {
      for (int j = 0; j < before.length; j++) {
        ratios[i * before.length + j] = after[i] / before[j];
        longer += after[i] > before[j] ? 1 : after[i] == before[j] ? 0.5 : 0;
      }
    }
    Arrays.sort(ratios);
    // the interval's ends are the ratios at the quantiles of U, which is normal from about 5 × 5 on
    double spread = Z_95 * Math.sqrt(count * (before.length + after.length + 1) / 12.0);
    int rank = (int) Math.max(0, Math.floor(count / 2.0 - spread));
    return new TimeShift(
        median(ratios), ratios[rank], ratios[count - 1 - rank], longer / count, pValue);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : Math.sqrt(sorted[middle - 1] * sorted[middle]);
  }
}
