package dev.etalon.reports.html;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reports.model.Disagreement;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The disagreements about one quantity of an implementation of an operator.
 *
 * @param mistake the mistake that is likely behind most of them; empty if none is named
 * @param shown the first of them: the most telling of each judge's, then others
 * @param hidden how many more there are
 * @param asked how many verdicts there are on it
 * @param rejecting the judges that disagree
 * @param agreeing the judges that agree on every case
 */
public record Failure(
    String operator,
    String implementation,
    String quantity,
    String mistake,
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

  /** How many verdicts disagree. */
  public int count() {
    return shown.size() + hidden;
  }

  /** The disagreements of a report. */
  static List<Failure> of(Report report) {
    return Disagreement.of(report.results()).stream()
        .map(disagreement -> of(disagreement, report.results()))
        .toList();
  }

  private static Failure of(Disagreement disagreement, List<Result> all) {
    List<Result> asked =
        all.stream()
            .filter(result -> result.operator().equals(disagreement.operator()))
            .filter(result -> result.implementation().equals(disagreement.implementation()))
            .filter(result -> result.quantity().equals(disagreement.quantity()))
            .toList();
    List<Result> wrong = disagreement.results();
    Set<String> rejecting = names(wrong);
    Set<String> agreeing = names(asked.stream().filter(r -> r.status() == Status.PASSED).toList());
    agreeing.removeAll(rejecting);
    int shown = Math.min(wrong.size(), SHOWN_PER_FAILURE);
    return new Failure(
        disagreement.operator(),
        disagreement.implementation(),
        disagreement.quantity(),
        disagreement.mistake(),
        witnesses(wrong).subList(0, shown),
        wrong.size() - shown,
        asked.size(),
        rejecting,
        agreeing);
  }

  /** The first of each judge's, then the others. */
  private static List<Result> witnesses(List<Result> wrong) {
    Map<String, Result> first = new LinkedHashMap<>();
    wrong.forEach(result -> first.putIfAbsent(result.oracle(), result));
    Set<Result> witnesses = new LinkedHashSet<>(first.values());
    witnesses.addAll(wrong);
    return List.copyOf(witnesses);
  }

  private static Set<String> names(List<Result> results) {
    Set<String> names = new TreeSet<>();
    results.forEach(result -> names.add(result.oracle()));
    return names;
  }
}
