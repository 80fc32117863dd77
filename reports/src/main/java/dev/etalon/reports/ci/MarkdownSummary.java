package dev.etalon.reports.ci;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.html.Figures;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.Disagreement;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.Outcome;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the report as a page of Markdown for a job: the verdict, the counts, and what disagrees
 * with the command that reproduces it.
 */
public final class MarkdownSummary {
  private static final int SHOWN = 20;

  private MarkdownSummary() {}

  public static String write(Report report) {
    StringBuilder page = new StringBuilder();
    String verdict = report.summary().verdict();
    page.append("## ")
        .append(report.summary().outcome() == Outcome.AGREEMENT ? "✅" : "❌")
        .append(" Etalon: ")
        .append(text(verdict))
        .append("\n\n");
    report
        .environment()
        .unavailable()
        .forEach(reason -> page.append("> ").append(text(reason)).append("\n\n"));
    counts(report, page);
    disagreements(report, page);
    survivors(report.mutants(), page);
    gaps(report.coverage(), page);
    page.append("<sub>")
        .append(
            text(
                "Etalon %s · seed %d · %s · %s"
                    .formatted(
                        report.environment().etalon(),
                        report.environment().seed(),
                        report.environment().cpu(),
                        report.environment().java())))
        .append("</sub>\n");
    return page.toString();
  }

  private static void counts(Report report, StringBuilder page) {
    List<String> names = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (Status status : Status.values()) {
      if (report.summary().count(status) > 0) {
        names.add(status.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        numbers.add(Figures.number(report.summary().count(status)));
      }
    }
    if (report.summary().mutants() > 0) {
      names.add("mutant runs rejected");
      numbers.add(
          "%s of %s"
              .formatted(
                  Figures.number(report.summary().mutantsKilled()),
                  Figures.number(report.summary().mutants())));
    }
    names.add("duration");
    numbers.add(Figures.seconds(report.environment().seconds()));
    page.append(row(names))
        .append(row(names.stream().map(name -> "--:").toList()))
        .append(row(numbers))
        .append('\n');
  }

  private static void disagreements(Report report, StringBuilder page) {
    List<Disagreement> disagreements = Disagreement.of(report.results());
    if (disagreements.isEmpty()) {
      return;
    }
    page.append("### What is wrong\n\n");
    disagreements.stream()
        .limit(SHOWN)
        .forEach(
            disagreement -> {
              Result witness = disagreement.witness();
              page.append("- **")
                  .append(text(witness.operator() + " " + witness.quantity()))
                  .append("** of ")
                  .append(text(witness.implementation()))
                  .append(" (")
                  .append(Figures.count(disagreement.results().size(), "verdict"))
                  .append("): ")
                  .append(text(witness.finding()));
              if (!disagreement.mistake().isEmpty()) {
                page.append("  \n  **Likely mistake:** ").append(text(disagreement.mistake()));
              }
              page.append("  \n  ").append(code(witness.reproduce())).append('\n');
            });
    if (disagreements.size() > SHOWN) {
      page.append("- and ").append(disagreements.size() - SHOWN).append(" more in the report\n");
    }
    page.append('\n');
  }

  private static void survivors(List<MutantRow> mutants, StringBuilder page) {
    List<MutantRow> survivors = mutants.stream().filter(mutant -> !mutant.killed()).toList();
    if (!survivors.isEmpty()) {
      page.append("### Wrong implementations that no judge rejects\n\n");
      survivors.stream()
          .limit(SHOWN)
          .forEach(
              mutant ->
                  page.append("- ")
                      .append(
                          text(mutant.name() + " (" + mutant.dtype() + "): " + mutant.mistake()))
                      .append('\n'));
      page.append('\n');
    }
  }

  private static void gaps(List<CoverageRow> coverage, StringBuilder page) {
    List<CoverageRow> gaps = coverage.stream().filter(CoverageRow::gap).toList();
    if (!gaps.isEmpty()) {
      page.append("### Gaps that nobody explains\n\n");
      gaps.stream()
          .limit(SHOWN)
          .forEach(
              gap ->
                  page.append("- ")
                      .append(text(gap.operator() + " " + gap.quantity() + " by " + gap.oracle()))
                      .append('\n'));
      page.append('\n');
    }
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Text that stays text: no markup, no HTML, no new line. */
  private static String text(String text) {
    return text.replaceAll("\\s+", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\`*_\\[\\]|~#!])", "\\\\$1");
  }

  /** A code span whose fence is longer than any run of backticks in it. */
  private static String code(String command) {
    String line = command.replaceAll("\\s+", " ");
    StringBuilder fence = new StringBuilder("`");
    while (line.contains(fence)) {
      fence.append('`');
    }
    return fence + " " + line + " " + fence;
  }
}
