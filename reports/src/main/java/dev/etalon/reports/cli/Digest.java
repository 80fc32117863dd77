package dev.etalon.reports.cli;

import static java.util.stream.Collectors.groupingBy;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.html.Figures;
import dev.etalon.reports.model.Disagreement;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report on the terminal: what disagrees, and a line for each operator. */
final class Digest {
  private static final int FAILURES = 5;

  /** Operators of which nothing is measured are named as long as they are few. */
  private static final int UNMEASURED = 5;

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintWriter out;
  private final boolean colored;

  Digest(PrintWriter out, boolean colored) {
    this.out = out;
    this.colored = colored;
  }

  void print(Report report) {
    disagreements(report);
    Map<String, List<Result>> results =
        report.results().stream().collect(groupingBy(Result::operator));
    int width =
        report.operators().stream().mapToInt(sheet -> sheet.name().length()).max().orElse(0);
    List<String> unmeasured =
        report.operators().stream()
            .map(OperatorSheet::name)
            .filter(name -> isUnmeasured(results.getOrDefault(name, List.of())))
            .toList();
    boolean brief = unmeasured.size() > UNMEASURED;
    report.operators().stream()
        .map(OperatorSheet::name)
        .filter(name -> !brief || !unmeasured.contains(name))
        .forEach(name -> operator(name, width, results.getOrDefault(name, List.of())));
    if (brief) {
      out.println("– nothing is measured of %d more operators".formatted(unmeasured.size()));
    }
    if (report.summary().mutants() > 0) {
      boolean all = report.summary().mutantsKilled() == report.summary().mutants();
      out.println(
          "%s %d of %d runs of wrong implementations rejected"
              .formatted(mark(all), report.summary().mutantsKilled(), report.summary().mutants()));
    }
  }

  private static boolean isUnmeasured(List<Result> results) {
    return results.stream()
        .noneMatch(result -> result.status().isDisagreement() || result.status() == Status.PASSED);
  }

  private void operator(String operator, int width, List<Result> results) {
    long wrong = results.stream().filter(result -> result.status().isDisagreement()).count();
    long passed = results.stream().filter(result -> result.status() == Status.PASSED).count();
    double use =
        results.stream()
            .filter(result -> result.status() == Status.PASSED)
            .mapToDouble(Result::rank)
            .max()
            .orElse(0);
    out.println(
        String.format(
            Locale.ROOT,
            "%s %-" + Math.max(1, width) + "s  %5d agree%s%s",
            wrong > 0 ? mark(false) : passed > 0 ? mark(true) : "–",
            operator,
            passed,
            wrong > 0 ? ", %d disagree".formatted(wrong) : "",
            passed > 0 ? ", at most %s of the budget used".formatted(Figures.brief(use)) : ""));
  }

  private void disagreements(Report report) {
    List<Disagreement> disagreements = Disagreement.of(report.results());
    for (Disagreement disagreement : disagreements.stream().limit(FAILURES).toList()) {
      Result witness = disagreement.witness();
      out.println(
          "%s %s %s, %s: %s judged by %s"
              .formatted(
                  mark(false),
                  witness.caseId(),
                  witness.quantity(),
                  witness.dtype(),
                  witness.implementation(),
                  witness.oracle()));
      out.println("    " + witness.explanation());
      out.println("    " + witness.reproduce());
    }
    int shown = Math.min(FAILURES, disagreements.size());
    int all = disagreements.stream().mapToInt(place -> place.results().size()).sum();
    if (all > shown) {
      out.println("  and %d more in the report".formatted(all - shown));
    }
    if (all > 0) {
      out.println();
    }
  }

  private String mark(boolean good) {
    String symbol = good ? "✓" : "✗";
    return colored ? (good ? GREEN : RED) + symbol + PLAIN : symbol;
  }
}
