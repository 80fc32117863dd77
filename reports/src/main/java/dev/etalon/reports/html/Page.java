package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.ExampleRow;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report arranged as it is read: what needs attention first.
 *
 * @param report the records
 * @param failures what disagrees, by operator, implementation and quantity
 * @param survivors the wrong implementations that no judge rejects
 * @param gaps the cells of the coverage that nobody explains
 * @param contradictions the lectures' numbers that the reference does not reproduce
 * @param matrix operator × quantity × judge
 * @param reasons the verdicts that are no evidence, by reason
 * @param sheets the operators
 * @param examples the worked examples of the lectures
 * @param mutants the wrong implementations, by operator
 * @param silences why judges say nothing of a quantity
 */
public record Page(
    Report report,
    List<Failure> failures,
    List<Survivor> survivors,
    List<CoverageRow> gaps,
    List<ExampleRow> contradictions,
    Matrix matrix,
    List<Reason> reasons,
    List<Sheet> sheets,
    List<WorkedExample> examples,
    List<Mutation> mutants,
    List<Silence> silences) {
  static Page of(Report report) {
    return new Page(
        report,
        Failure.of(report),
        Survivor.of(report),
        report.coverage().stream().filter(CoverageRow::gap).toList(),
        report.workedExamples().stream().filter(row -> row.status().isDisagreement()).toList(),
        Matrix.of(report),
        Reason.of(report),
        Sheet.of(report),
        WorkedExample.of(report),
        Mutation.of(report),
        Silence.of(report));
  }

  /** What the page's window is called. */
  public String title() {
    return headline().symbol()
        + " Etalon: "
        + report.summary().outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The outcome's symbol and tone. */
  public Mark headline() {
    return switch (report.summary().outcome()) {
      case AGREEMENT -> new Mark("✓", "agreement", "good");
      case DISAGREEMENT -> new Mark("✗", "disagreement", "bad");
      case UNAVAILABLE -> new Mark("!", "an engine is unavailable", "warn");
      case INTERRUPTED -> new Mark("!", "interrupted", "warn");
      case NO_EVIDENCE -> new Mark("!", "no evidence", "warn");
    };
  }

  /** The verdict with a full stop, and with a capital letter unless an operator comes first. */
  public String sentence() {
    String verdict = report.summary().verdict();
    return failures.isEmpty()
        ? verdict.substring(0, 1).toUpperCase(Locale.ROOT) + verdict.substring(1) + "."
        : verdict + ".";
  }

  /** When the verification began, to read. */
  public String started() {
    return report.environment().started().replace('T', ' ').replace("Z", " UTC");
  }

  /** The operators by family, in the report's order. */
  public Map<String, List<Sheet>> families() {
    return sheets.stream()
        .collect(groupingBy(sheet -> sheet.operator().family(), LinkedHashMap::new, toList()));
  }

  /** The checkers that people usually write, beside which the judges stand. */
  public List<String> plainCheckers() {
    return Mutation.plainCheckers(report);
  }

  /** How many wrong implementations a plain checker would have let pass, counted per dtype. */
  public int passing(String plainChecker) {
    return Mutation.count(report.mutants(), row -> !row.plainKilledBy().contains(plainChecker));
  }

  /** The statuses that occur. */
  public List<Status> tallies() {
    return Arrays.stream(Status.values())
        .filter(status -> report.summary().count(status) > 0)
        .sorted(Mark.READING)
        .toList();
  }

  /** How many cases have a verdict that is evidence. */
  public long measuredCases() {
    return report.results().stream()
        .filter(Result::evidence)
        .map(Result::caseId)
        .distinct()
        .count();
  }

  /** Whether there is something to mend. */
  public boolean hasTrouble() {
    return !failures.isEmpty()
        || !contradictions.isEmpty()
        || !survivors.isEmpty()
        || !gaps.isEmpty();
  }
}
