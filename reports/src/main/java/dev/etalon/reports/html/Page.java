package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.OperatorSheet.CaseSheet;
import dev.etalon.reports.model.OperatorSheet.Example;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import dev.etalon.reports.model.TimingRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The report arranged as it is read: what needs attention first.
 *
 * @param report the records
 * @param failures what disagrees, by operator and quantity
 * @param matrix operator × quantity × judge
 * @param reasons the verdicts that are no evidence, by reason
 * @param sheets the operators
 * @param examples the worked examples of the lectures
 * @param mutants the wrong implementations, both dtypes side by side
 * @param paces the definition's time beside the baseline's, by operator
 * @param silences why judges say nothing of a quantity
 */
public record Page(
    Report report,
    List<Failure> failures,
    Matrix matrix,
    List<Reason> reasons,
    List<Sheet> sheets,
    List<WorkedExample> examples,
    List<Mutation> mutants,
    List<Pace> paces,
    List<Silence> silences) {
  private static final int SHOWN_PER_FAILURE = 12;
  private static final int TIGHTEST = 5;
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.])[-−]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?(?![\\w])");

  /**
   * The disagreements about one quantity of an operator.
   *
   * @param shown the first of them, the worst first
   * @param hidden how many more there are
   * @param asked how many verdicts there are on it
   * @param rejecting the judges that disagree
   * @param agreeing the judges that agree on every case
   */
  public record Failure(
      String operator,
      String quantity,
      List<Result> shown,
      int hidden,
      int asked,
      Set<String> rejecting,
      Set<String> agreeing) {
    /** How many verdicts disagree. */
    public int count() {
      return shown.size() + hidden;
    }
  }

  /** Verdicts that are no evidence for the same reason; numbers in it may differ. */
  public record Reason(Mark mark, String status, String text, List<Affected> affected) {
    /** How many verdicts have it. */
    public int count() {
      return affected.stream().mapToInt(Affected::count).sum();
    }
  }

  /** An operator with so many of these verdicts. */
  public record Affected(String operator, int count, String link) {}

  /**
   * An operator's section.
   *
   * @param counts how many verdicts of each status
   * @param tightest the verdicts nearest to their budget
   */
  public record Sheet(
      OperatorSheet operator,
      Mark mark,
      int verdicts,
      Map<Status, Integer> counts,
      List<Result> tightest) {}

  /** A worked example with the verdicts on its case. */
  public record WorkedExample(
      String operator, CaseSheet sheet, Example example, List<Opinion> opinions) {}

  /** What a judge says of one quantity of a case, all dtypes together. */
  public record Opinion(String quantity, String judge, Mark mark, String link) {}

  /** A wrong implementation; {@code rejections} has a list of dtypes for each judge. */
  public record Mutation(
      String name,
      String operator,
      String mistake,
      List<String> dtypes,
      Map<String, Set<String>> rejections,
      List<MutantRow> rows) {
    public boolean survives() {
      return rows.stream().anyMatch(row -> !row.killed());
    }
  }

  /** The middle and the range of an operator's times beside the baseline's. */
  public record Pace(
      String operator,
      String quantity,
      String dtype,
      String baseline,
      int cases,
      double slowest,
      double median,
      double fastest) {}

  /** A judge that says nothing of these quantities, and why. */
  public record Silence(String judge, String reason, List<String> places) {}

  static Page of(Report report) {
    return new Page(
        report,
        failures(report),
        Matrix.of(report),
        reasons(report),
        sheets(report),
        examples(report),
        mutants(report),
        paces(report),
        silences(report));
  }

  /** What the page's window is called. */
  public String title() {
    return headline().symbol() + " Etalon: " + report.summary().outcome().name().toLowerCase(Locale.ROOT);
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

  /** The verdict as a sentence with a capital letter and a full stop. */
  public String sentence() {
    String verdict = report.summary().verdict();
    return verdict.substring(0, 1).toUpperCase(Locale.ROOT) + verdict.substring(1) + ".";
  }

  /** When the verification began, to read. */
  public String started() {
    return report.environment().started().replace('T', ' ').replace("Z", " UTC");
  }

  /** The verdicts for the page's script. */
  public String data() {
    return VerdictData.json(report);
  }

  private static List<Failure> failures(Report report) {
    Map<List<String>, List<Result>> all =
        report.results().stream()
            .collect(
                groupingBy(
                    r -> List.of(r.operator(), r.quantity()), LinkedHashMap::new, toList()));
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
                    wrong.subList(0, shown),
                    wrong.size() - shown,
                    results.size(),
                    rejecting,
                    agreeing));
          }
        });
    return failures;
  }

  private static Set<String> names(List<Result> results) {
    Set<String> names = new TreeSet<>();
    results.forEach(result -> names.add(result.oracle()));
    return names;
  }

  private static List<Reason> reasons(Report report) {
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
                      new Affected(
                          operator, count, Anchor.to(operator, "status", status.name()))));
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

  private static String withoutNumbers(String explanation) {
    return NUMBER.matcher(explanation).replaceAll("…");
  }

  private static List<Sheet> sheets(Report report) {
    Map<String, List<Result>> results =
        report.results().stream().collect(groupingBy(Result::operator));
    return report.operators().stream()
        .map(operator -> sheet(operator, results.getOrDefault(operator.name(), List.of())))
        .toList();
  }

  private static Sheet sheet(OperatorSheet operator, List<Result> results) {
    List<Result> tightest =
        results.stream()
            .filter(r -> r.measured() && r.rank() > 0 && r.status() == Status.PASSED)
            .sorted(Comparator.comparingDouble(r -> -r.rank()))
            .limit(TIGHTEST)
            .toList();
    return new Sheet(
        operator, Matrix.summary(results), results.size(), Matrix.counts(results), tightest);
  }

  private static List<WorkedExample> examples(Report report) {
    Map<String, List<Result>> results =
        report.results().stream().collect(groupingBy(Result::caseId));
    List<WorkedExample> examples = new ArrayList<>();
    for (OperatorSheet operator : report.operators()) {
      for (CaseSheet sheet : operator.cases()) {
        Example example = sheet.example();
        List<Result> verdicts = results.getOrDefault(sheet.id(), List.of());
        if (example != null && !verdicts.isEmpty()) {
          examples.add(new WorkedExample(operator.name(), sheet, example, opinions(verdicts)));
        }
      }
    }
    examples.sort(
        Comparator.comparingInt((WorkedExample worked) -> worked.example().number())
            .thenComparing(worked -> worked.sheet().id()));
    return examples;
  }

  private static List<Opinion> opinions(List<Result> verdicts) {
    Map<List<String>, List<Result>> groups =
        verdicts.stream()
            .collect(
                groupingBy(r -> List.of(r.quantity(), r.oracle()), LinkedHashMap::new, toList()));
    List<Opinion> opinions = new ArrayList<>();
    groups.forEach(
        (key, results) ->
            opinions.add(
                new Opinion(
                    key.get(0),
                    key.get(1),
                    Matrix.summary(results),
                    Anchor.to(Anchor.verdict(results.get(0))))));
    return opinions;
  }

  private static List<Mutation> mutants(Report report) {
    Map<String, List<MutantRow>> groups =
        report.mutants().stream()
            .collect(
                groupingBy(
                    MutantRow::name,
                    LinkedHashMap::new,
                    toList()));
    List<Mutation> mutations = new ArrayList<>();
    groups.forEach(
        (name, rows) -> {
          Map<String, Set<String>> rejections = new LinkedHashMap<>();
          report.judges().keySet().forEach(judge -> rejections.put(judge, new TreeSet<>()));
          for (MutantRow row : rows) {
            row.killedBy()
                .forEach(
                    judge ->
                        rejections.computeIfAbsent(judge, j -> new TreeSet<>()).add(row.dtype()));
          }
          mutations.add(
              new Mutation(
                  name,
                  rows.get(0).operator(),
                  rows.get(0).mistake(),
                  rows.stream().map(MutantRow::dtype).toList(),
                  rejections,
                  rows));
        });
    return mutations;
  }

  private static List<Pace> paces(Report report) {
    Map<List<String>, List<TimingRow>> groups =
        report.timings().stream()
            .collect(
                groupingBy(
                    t -> List.of(t.operator(), t.quantity(), t.dtype(), t.baseline()),
                    LinkedHashMap::new,
                    toList()));
    List<Pace> paces = new ArrayList<>();
    groups.forEach(
        (key, rows) -> {
          double[] ratios = rows.stream().mapToDouble(TimingRow::ratio).sorted().toArray();
          paces.add(
              new Pace(
                  key.get(0),
                  key.get(1),
                  key.get(2),
                  key.get(3),
                  ratios.length,
                  ratios[0],
                  median(ratios),
                  ratios[ratios.length - 1]));
        });
    return paces;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElse(Double.NaN);
  }

  private static List<Silence> silences(Report report) {
    Map<List<String>, List<String>> groups = new LinkedHashMap<>();
    for (CoverageRow row : report.coverage()) {
      if (row.judged() == 0) {
        groups
            .computeIfAbsent(
                List.of(row.oracle(), withoutNumbers(row.reason())), key -> new ArrayList<>())
            .add(row.operator() + " " + row.quantity());
      }
    }
    List<Silence> silences = new ArrayList<>();
    groups.forEach(
        (key, places) -> silences.add(new Silence(key.get(0), key.get(1), places)));
    silences.sort(
        Comparator.comparing((Silence silence) -> !silence.reason().isEmpty())
            .thenComparing(Silence::judge));
    return silences;
  }
}
