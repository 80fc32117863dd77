package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator's page.
 *
 * @param operator what is written of it
 * @param mark what its verdicts come to
 * @param verdicts how many there are
 * @param counts how many of each status
 * @param budgetUse the largest of those that agree; null if none was measured
 */
public record Sheet(
    OperatorSheet operator,
    Mark mark,
    int verdicts,
    Map<Status, Integer> counts,
    @Nullable Double budgetUse) {
  /** The operators of a report, in its order. */
  static List<Sheet> of(Report report) {
    Map<String, List<Result>> results =
        report.results().stream().collect(groupingBy(Result::operator));
    return report.operators().stream()
        .map(operator -> sheet(operator, results.getOrDefault(operator.name(), List.of())))
        .toList();
  }

  private static Sheet sheet(OperatorSheet operator, List<Result> results) {
    @Nullable Double use =
        results.stream()
            .filter(result -> result.status() == Status.PASSED && result.measured())
            .map(Result::rank)
            .max(Double::compare)
            .orElse(null);
    return new Sheet(
        operator, Matrix.summary(results), results.size(), Matrix.counts(results), use);
  }
}
