package dev.etalon.oracle.verdict;

import java.util.List;
import java.util.Locale;

/**
 * The element in which two tensors differ most.
 *
 * @param index its index
 * @param expected what the judge expects
 * @param got what the implementation gave
 * @param ulp the difference in ulps; NaN where the expected value is not known to an ulp
 * @param budget the difference that is allowed
 * @param formula what the budget is made of
 */
public record WorstElement(
    List<Integer> index, double expected, double got, double ulp, double budget, String formula) {
  public WorstElement {
    index = List.copyOf(index);
  }

  /** For example {@code [1, 0]: expected 0.25, got 0.5 (…)}. */
  @Override
  public String toString() {
    String ulps = Double.isNaN(ulp) ? "" : String.format(Locale.ROOT, " (%.3g ulp)", ulp);
    return String.format(
        Locale.ROOT,
        "at %s expected %s, got %s: off by %.3g%s, allowed %.3g = %s",
        index,
        expected,
        got,
        Math.abs(got - expected),
        ulps,
        budget,
        formula);
  }
}
