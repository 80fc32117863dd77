package dev.etalon.reports.html;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The disagreements about one quantity of an implementation of an operator.
 *
 * @param shown the first of them: the worst of each judge's, then others
 * @param hidden how many more there are
 * @param asked how many verdicts there are on it
 * @param rejecting the judges that disagree
 * @param agreeing the judges that agree on every case
 */
public record Failure(
    String operator,
    String implementation,
    String quantity,
    List<Result> shown,
    int hidden,
    int asked,
    Set<String> rejecting,
    Set<String> agreeing) {
  private static final int SHOWN_PER_FAILURE = 10;

  /** Whether it is the definition itself that disagrees. */
  public boolean ofDefinition() {
    return implementation.equals(Evaluation.DEFINITION.name());
  }

  /** The mistake that is likely behind most of what is shown; empty if none is named. */
  public String mistake() {
    return shown.stream()
        .map(Result::mistake)
        .filter(mistake -> !mistake.isEmpty())
        .collect(groupingBy(mistake -> mistake, LinkedHashMap::new, counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** How many verdicts disagree. */
  public int count() {
    return shown.size() + hidden;
  }

  /** The disagreements of a report. */
  static List<Failure> of(Report report) {
    Map<List<String>, List<Result>> all =
        report.results().stream()
            .collect(
                groupingBy(
                    r -> List.of(r.operator(), r.implementation(), r.quantity()),
                    LinkedHashMap::new,
                    toList()));
    List<Failure> failures = new ArrayList<>();
    all.forEach(
        (place, results) -> {
          List<Result> wrong =
              results.stream()
                  .filter(r -> r.status().isDisagreement())
                  .sorted(Comparator.comparingDouble(r -> -r.rank()))
                  .toList();
          if (!wrong.isEmpty()) {
            Set<String> rejecting = names(wrong);
            Set<String> agreeing =
                names(results.stream().filter(r -> r.status() == Status.PASSED).toList());
            agreeing.removeAll(rejecting);
            int shown = Math.min(wrong.size(), SHOWN_PER_FAILURE);
            failures.add(
                new Failure(
                    place.get(0),
                    place.get(1),
                    place.get(2),
                    witnesses(wrong).subList(0, shown),
                    wrong.size() - shown,
                    results.size(),
                    rejecting,
                    agreeing));
          }
        });
    return failures;
  }

  /** The worst of each judge's, then the others. */
  private static List<Result> witnesses(List<Result> wrong) {
    Map<String, Result> worst = new LinkedHashMap<>();
    wrong.forEach(result -> worst.putIfAbsent(result.oracle(), result));
    Set<Result> witnesses = new LinkedHashSet<>(worst.values());
    witnesses.addAll(wrong);
    return List.copyOf(witnesses);
  }

  private static Set<String> names(List<Result> results) {
    Set<String> names = new TreeSet<>();
    results.forEach(result -> names.add(result.oracle()));
    return names;
  }
}
