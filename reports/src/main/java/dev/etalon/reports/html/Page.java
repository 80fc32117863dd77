package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.ExampleRow;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.OperatorSheet.CaseSheet;
import dev.etalon.reports.model.OperatorSheet.Example;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import dev.etalon.reports.model.TimingRow;
import dev.etalon.reports.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

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
 * @param paces the definition's time beside the baseline's, by operator
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
    List<Pace> paces,
    List<Silence> silences) {
  private static final int SHOWN_PER_FAILURE = 10;
  private static final int TIGHTEST = 5;
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.])[-−]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?(?![\\w])");

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
    /** Whether it is the definition itself that disagrees. */
    public boolean ofDefinition() {
      return implementation.equals(Evaluation.DEFINITION.name());
    }

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
   * @param tightest the verdicts nearest to their budget, one for each case, quantity and dtype
   */
  public record Sheet(
      OperatorSheet operator,
      Mark mark,
      int verdicts,
      Map<Status, Integer> counts,
      List<Result> tightest) {}

  /**
   * A worked example: a case with the verdicts on it, or a list of numbers.
   *
   * @param statement what is asked; empty if it is a case
   * @param exam the case, if it is one
   * @param numbers its numbers, if it is none
   */
  public record WorkedExample(
      int number,
      String title,
      String statement,
      Optional<ExaminedCase> exam,
      List<ExampleRow> numbers) {}

  /** A worked example that is a case of an operator. */
  public record ExaminedCase(
      String operator, CaseSheet sheet, Map<String, Values> numbers, List<Opinions> opinions) {}

  /** What the judges say of one quantity of a case. */
  public record Opinions(String quantity, List<Opinion> judges) {}

  /** What a judge says of it, all dtypes together. */
  public record Opinion(String judge, Mark mark, String link) {}

  /**
   * The wrong implementations of one operator.
   *
   * @param tried how many there are, counted once per dtype
   * @param rejected how many of them each judge rejects, in the judges' order
   * @param plain how many of them each plain checker would have rejected
   * @param survivors how many no judge rejects
   */
  public record Mutation(
      String operator, int tried, List<Integer> rejected, List<Integer> plain, int survivors) {}

  /** A wrong implementation that no judge rejects in these dtypes. */
  public record Survivor(String name, String dtypes, String mistake) {}

  /**
   * An operator's times beside a baseline's, one entry for each dtype; none where nothing was
   * timed.
   */
  public record Pace(
      String operator, String quantity, String baseline, List<Optional<Median>> dtypes) {}

  /** Medians over the cases: of both times, and of their ratio. */
  public record Median(int cases, double subjectSeconds, double baselineSeconds, double ratio) {
    private static Median of(List<TimingRow> rows) {
      return new Median(
          rows.size(),
          median(rows, TimingRow::subjectSeconds),
          median(rows, TimingRow::baselineSeconds),
          median(rows, TimingRow::ratio));
    }
  }

  /** A judge that says nothing of these quantities, and why. */
  public record Silence(String judge, String reason, List<String> places) {}

  static Page of(Report report) {
    return new Page(
        report,
        failures(report),
        survivors(report),
        report.coverage().stream().filter(CoverageRow::gap).toList(),
        report.workedExamples().stream().filter(row -> row.status().isDisagreement()).toList(),
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
    return headline().symbol()
        + " Etalon: "
        + report.summary().outcome().name().toLowerCase(Locale.ROOT);
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

  /** The checkers that people usually write, beside which the judges stand. */
  public List<String> plainCheckers() {
    return plainCheckers(report);
  }

  /** How many wrong implementations a plain checker would have let pass, counted per dtype. */
  public int passing(String plainChecker) {
    return count(report.mutants(), row -> !row.plainKilledBy().contains(plainChecker));
  }

  /** What the definition's times are compared with. */
  public List<String> baselines() {
    return paces.stream().map(Pace::baseline).distinct().toList();
  }

  /** The precisions in which something was timed. */
  public List<String> timedDtypes() {
    return timedDtypes(report);
  }

  /** The statuses that occur, disagreement before agreement before what is neither. */
  public List<Status> tallies() {
    return Arrays.stream(Status.values())
        .filter(status -> report.summary().count(status) > 0)
        .sorted(
            Comparator.comparing(
                status -> status.isDisagreement() ? 0 : status == Status.PASSED ? 1 : 2))
        .toList();
  }

  /** Whether there is something to mend. */
  public boolean hasTrouble() {
    return !failures.isEmpty()
        || !contradictions.isEmpty()
        || !survivors.isEmpty()
        || !gaps.isEmpty();
  }

  /** The verdicts for the page's script. */
  public String data() {
    return VerdictData.json(report, plainCheckers());
  }

  private static List<Failure> failures(Report report) {
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
    Map<List<String>, Result> tightest = new LinkedHashMap<>();
    results.stream()
        .filter(r -> r.measured() && r.rank() > 0 && r.status() == Status.PASSED)
        .sorted(Comparator.comparingDouble(r -> -r.rank()))
        .forEach(r -> tightest.putIfAbsent(List.of(r.caseId(), r.quantity(), r.dtype()), r));
    return new Sheet(
        operator,
        Matrix.summary(results),
        results.size(),
        Matrix.counts(results),
        tightest.values().stream().limit(TIGHTEST).toList());
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
          examples.add(
              new WorkedExample(
                  example.number(),
                  example.title(),
                  "",
                  Optional.of(
                      new ExaminedCase(
                          operator.name(), sheet, example.expectations(), opinions(verdicts))),
                  List.of()));
        }
      }
    }
    Map<List<String>, List<ExampleRow>> others =
        report.workedExamples().stream()
            .collect(
                groupingBy(
                    row -> List.of(String.valueOf(row.number()), row.title(), row.statement()),
                    LinkedHashMap::new,
                    toList()));
    others.forEach(
        (key, rows) ->
            examples.add(
                new WorkedExample(
                    rows.get(0).number(), key.get(1), key.get(2), Optional.empty(), rows)));
    examples.sort(Comparator.comparingInt(WorkedExample::number));
    return examples;
  }

  private static List<Opinions> opinions(List<Result> verdicts) {
    Map<String, Map<String, List<Result>>> groups =
        verdicts.stream()
            .collect(
                groupingBy(
                    Result::quantity,
                    LinkedHashMap::new,
                    groupingBy(Page::opinion, LinkedHashMap::new, toList())));
    List<Opinions> opinions = new ArrayList<>();
    groups.forEach(
        (quantity, judges) -> {
          List<Opinion> said = new ArrayList<>();
          judges.forEach(
              (judge, results) ->
                  said.add(
                      new Opinion(
                          judge,
                          Matrix.summary(results),
                          Anchor.to(Anchor.verdict(results.get(0))))));
          opinions.add(new Opinions(quantity, said));
        });
    return opinions;
  }

  /** The judge of the definition; another implementation by its name, whoever judges it. */
  private static String opinion(Result result) {
    return result.implementation().equals(Evaluation.DEFINITION.name())
        ? result.oracle()
        : "of " + result.implementation();
  }

  private static List<Mutation> mutants(Report report) {
    Map<String, List<MutantRow>> groups =
        report.mutants().stream()
            .collect(groupingBy(MutantRow::operator, LinkedHashMap::new, toList()));
    List<Mutation> mutations = new ArrayList<>();
    groups.forEach(
        (operator, rows) ->
            mutations.add(
                new Mutation(
                    operator,
                    rows.size(),
                    report.judges().keySet().stream()
                        .map(judge -> count(rows, row -> row.killedBy().contains(judge)))
                        .toList(),
                    plainCheckers(report).stream()
                        .map(checker -> count(rows, row -> row.plainKilledBy().contains(checker)))
                        .toList(),
                    count(rows, row -> !row.killed()))));
    return mutations;
  }

  private static List<Survivor> survivors(Report report) {
    Map<String, List<MutantRow>> groups =
        report.mutants().stream()
            .filter(row -> !row.killed())
            .collect(groupingBy(MutantRow::name, LinkedHashMap::new, toList()));
    List<Survivor> survivors = new ArrayList<>();
    groups.forEach(
        (name, rows) ->
            survivors.add(
                new Survivor(
                    name,
                    String.join(", ", rows.stream().map(MutantRow::dtype).toList()),
                    rows.get(0).mistake())));
    return survivors;
  }

  /** The checkers that people usually write, beside which the judges stand. */
  private static List<String> plainCheckers(Report report) {
    return report.mutants().stream()
        .flatMap(row -> row.plainKilledBy().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static int count(List<MutantRow> rows, Predicate<MutantRow> property) {
    return (int) rows.stream().filter(property).count();
  }

  private static List<Pace> paces(Report report) {
    Map<List<String>, Map<String, List<TimingRow>>> groups =
        report.timings().stream()
            .collect(
                groupingBy(
                    t -> List.of(t.operator(), t.quantity(), t.baseline()),
                    LinkedHashMap::new,
                    groupingBy(TimingRow::dtype)));
    List<Pace> paces = new ArrayList<>();
    groups.forEach(
        (key, rows) ->
            paces.add(
                new Pace(
                    key.get(0),
                    key.get(1),
                    key.get(2),
                    timedDtypes(report).stream()
                        .map(dtype -> Optional.ofNullable(rows.get(dtype)).map(Median::of))
                        .toList())));
    return paces;
  }

  private static List<String> timedDtypes(Report report) {
    return report.timings().stream().map(TimingRow::dtype).distinct().toList();
  }

  private static double median(List<TimingRow> rows, ToDoubleFunction<TimingRow> figure) {
    double[] sorted = rows.stream().mapToDouble(figure).sorted().toArray();
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
    groups.forEach((key, places) -> silences.add(new Silence(key.get(0), key.get(1), places)));
    silences.sort(
        Comparator.comparing((Silence silence) -> !silence.reason().isEmpty())
            .thenComparing(Silence::judge));
    return silences;
  }
}
