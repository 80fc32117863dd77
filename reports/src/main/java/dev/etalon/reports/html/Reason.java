package dev.etalon.reports.html;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Verdicts that are no evidence for the same reason; numbers in it may differ. */
public record Reason(Mark mark, String status, String text, List<Affected> affected) {
  /** Where a verdict goes on to the element at hand. */
  private static final Pattern ELEMENT = Pattern.compile("[;:,] at \\[.*");

  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.])[-−]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?(?![\\w])");

  /** How many verdicts have it. */
  public int count() {
    return affected.stream().mapToInt(Affected::count).sum();
  }

  /** An operator with so many of these verdicts. */
  public record Affected(String operator, int count, String link) {}

  /** The reasons of a report, the gravest status first. */
  static List<Reason> of(Report report) {
    Map<List<String>, List<Result>> groups = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      for (Result result : report.results()) {
        if (result.status() == status && !status.isDisagreement() && status != Status.PASSED) {
          groups
              .computeIfAbsent(
                  List.of(status.name(), withoutNumbers(result.explanation())),
                  key -> new ArrayList<>())
              .add(result);
        }
      }
    }
    List<Reason> reasons = new ArrayList<>();
    groups.forEach(
        (key, results) -> {
          Status status = Status.valueOf(key.get(0));
          boolean same = results.stream().map(Result::explanation).distinct().count() == 1;
          Map<String, Integer> counts = new LinkedHashMap<>();
          results.forEach(result -> counts.merge(result.operator(), 1, Integer::sum));
          List<Affected> affected = new ArrayList<>();
          counts.forEach(
              (operator, count) ->
                  affected.add(
                      new Affected(operator, count, Anchor.to(operator, "status", status.name()))));
          reasons.add(
              new Reason(
                  Mark.of(status),
                  status.name(),
                  same ? results.get(0).explanation() : key.get(1),
                  affected));
        });
    reasons.sort(
        Comparator.comparing((Reason reason) -> Status.valueOf(reason.status()))
            .thenComparing(reason -> -reason.count()));
    return reasons;
  }

  /** A sentence as it is whatever the numbers in it, and the element. */
  static String withoutNumbers(String explanation) {
    return NUMBER.matcher(ELEMENT.matcher(explanation).replaceFirst("")).replaceAll("…");
  }
}
