package dev.etalon.oracle.verification;

import dev.etalon.fixtures.lecture.WorkedExample;
import dev.etalon.fixtures.lecture.WorkedExample.Quantity;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import java.util.List;

/**
 * What became of one number of a worked example.
 *
 * @param example the worked example
 * @param quantity the number known beforehand and the one computed
 * @param verdict whether they agree
 */
public record WorkedExampleResult(WorkedExample example, Quantity quantity, Verdict verdict) {
  /** The verdict on every number of a worked example. */
  public static List<WorkedExampleResult> of(WorkedExample example) {
    return example.quantities().stream()
        .map(quantity -> new WorkedExampleResult(example, quantity, judge(quantity)))
        .toList();
  }

  /** Zeros are trusted here: they are the solution, and known beforehand. */
  private static Verdict judge(Quantity quantity) {
    if (!quantity.computed().shape().equals(quantity.expected().shape())) {
      return Verdict.failed(
          "the shape is %s, it must be %s"
              .formatted(quantity.computed().shape(), quantity.expected().shape()));
    }
    Agreement agreement =
        Comparison.measure(
            quantity.computed(),
            Expected.of(quantity.expected(), quantity.tolerance().toArray(), quantity.bound()));
    return agreement.budgetUse() > 1
        ? Verdict.failed(agreement, agreement.worst().toString())
        : Verdict.passed(
            agreement, "%d numbers as known beforehand".formatted(agreement.elements()));
  }
}
