package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Operator × implementation × quantity × judge: each cell sums up the verdicts of all cases and
 * dtypes. An implementation that only one judge looks at, such as an engine, is a column of its
 * own; one that has several judges, such as the definition, is rows.
 *
 * @param columns the judges
 * @param operators the rows
 */
public record Matrix(List<Column> columns, List<Rows> operators) {
  /** A judge, and whom it judges if that is not said by the row. */
  public record Column(String judge, @Nullable String implementation) {}

  /** The rows of one operator. */
  public record Rows(String operator, Mark mark, List<Row> rows) {}

  /** Whether there are rows that are not needed at first sight. */
  public boolean hasOthers() {
    return operators.stream().flatMap(rows -> rows.rows().stream()).anyMatch(Row::other);
  }

  /**
   * The row of one quantity of an implementation.
   *
   * @param other whether it is one beside the definition's rows in which nothing disagrees
   */
  public record Row(String implementation, String quantity, List<Cell> cells, boolean other) {
    /** Whether it is the definition that is judged. */
    public boolean ofDefinition() {
      return implementation.equals(DEFINITION);
    }
  }

  /**
   * One cell.
   *
   * @param mark the gravest verdict, or agreement as soon as some case is evidence for it
   * @param title the cell in words
   * @param maxUlp the largest of the cases' figures
   * @param budgetUse the largest of the cases' figures
   * @param others how many verdicts of the cell are no evidence
   * @param link to the verdicts; none where nobody judged
   */
  public record Cell(
      Mark mark,
      String title,
      @Nullable Double maxUlp,
      @Nullable Double budgetUse,
      int others,
      @Nullable String link) {
    /** How much of the budget was used, as a level from 0 (none) to 4 (more than half). */
    public int level() {
      return budgetUse == null || budgetUse == 0
          ? 0
          : budgetUse < 0.01 ? 1 : budgetUse < 0.1 ? 2 : budgetUse < 0.5 ? 3 : 4;
    }
  }

  private record Key(String operator, String implementation, String quantity, String judge) {}

  private static final String DEFINITION = Evaluation.DEFINITION.name();
  private static final Mark SILENT = new Mark("·", "not judged", "mute");
  private static final Mark GAP = new Mark("□", "gap", "bad");

  static Matrix of(Report report) {
    return new Builder(report).matrix();
  }

  private static final class Builder {
    private final Report report;
    private final List<Column> columns = new ArrayList<>();
    private final Set<String> inRows = new LinkedHashSet<>(Set.of(DEFINITION));
    private final Map<Key, List<Result>> results;
    private final Map<List<String>, CoverageRow> coverage = new LinkedHashMap<>();

    Builder(Report report) {
      this.report = report;
      this.results =
          report.results().stream()
              .collect(
                  groupingBy(
                      r -> new Key(r.operator(), r.implementation(), r.quantity(), r.oracle())));
      report
          .coverage()
          .forEach(c -> coverage.put(List.of(c.operator(), c.quantity(), c.oracle()), c));
      report.judges().keySet().forEach(judge -> columns.add(new Column(judge, null)));
      Map<String, Set<String>> judges = new LinkedHashMap<>();
      report
          .results()
          .forEach(
              r ->
                  judges
                      .computeIfAbsent(r.implementation(), name -> new TreeSet<>())
                      .add(r.oracle()));
      judges.remove(DEFINITION);
      judges.forEach(
          (implementation, names) -> {
            if (names.size() > 1) {
              inRows.add(implementation);
            } else {
              names.forEach(judge -> columns.add(new Column(judge, implementation)));
            }
          });
    }

    Matrix matrix() {
      List<Rows> operators = new ArrayList<>();
      for (OperatorSheet sheet : report.operators()) {
        List<Row> rows = new ArrayList<>();
        for (String implementation : inRows) {
          for (String quantity : quantities(sheet.name(), implementation)) {
            rows.add(row(sheet.name(), implementation, quantity));
          }
        }
        operators.add(new Rows(sheet.name(), summary(resultsOf(sheet.name())), rows));
      }
      return new Matrix(columns, operators);
    }

    private boolean judgesDefinition(String operator) {
      return !quantities(operator, DEFINITION).isEmpty();
    }

    private List<Result> resultsOf(String operator) {
      return report.results().stream().filter(r -> r.operator().equals(operator)).toList();
    }

    private Set<String> quantities(String operator, String implementation) {
      Set<String> quantities = new LinkedHashSet<>();
      if (implementation.equals(DEFINITION)) {
        report.coverage().stream()
            .filter(c -> c.operator().equals(operator))
            .forEach(c -> quantities.add(c.quantity()));
      }
      resultsOf(operator).stream()
          .filter(r -> r.implementation().equals(implementation))
          .forEach(r -> quantities.add(r.quantity()));
      return quantities;
    }

    private Row row(String operator, String implementation, String quantity) {
      List<Cell> cells = new ArrayList<>();
      for (Column column : columns) {
        String judged = column.implementation() == null ? implementation : column.implementation();
        // a column of its own implementation belongs to the definition's row
        boolean elsewhere = column.implementation() != null && !implementation.equals(DEFINITION);
        Key key = new Key(operator, judged, quantity, column.judge());
        cells.add(cell(key, elsewhere ? List.of() : results.getOrDefault(key, List.of())));
      }
      boolean beside = !implementation.equals(DEFINITION) && judgesDefinition(operator);
      return new Row(
          implementation,
          quantity,
          cells,
          beside && cells.stream().noneMatch(cell -> cell.mark().tone().equals("bad")));
    }

    private Cell cell(Key key, List<Result> verdicts) {
      if (verdicts.isEmpty()) {
        return unjudged(key);
      }
      @Nullable Double maxUlp = largest(verdicts, Result::maxUlp);
      @Nullable Double use = largest(verdicts, Result::budgetUse);
      List<String> words = new ArrayList<>();
      counts(verdicts)
          .forEach(
              (status, count) -> words.add("%d × %s".formatted(count, Mark.of(status).label())));
      if (use != null) {
        words.add(
            "at most %s ulp and %s of the budget"
                .formatted(Figures.brief(maxUlp), Figures.brief(use)));
      }
      return new Cell(
          summary(verdicts),
          String.join(", ", words),
          maxUlp,
          use,
          (int) verdicts.stream().filter(r -> !r.evidence()).count(),
          Anchor.to(
              key.operator(),
              "quantity",
              key.quantity(),
              "judge",
              key.judge(),
              "implementation",
              key.implementation()));
    }

    private Cell unjudged(Key key) {
      @Nullable CoverageRow row =
          key.implementation().equals(DEFINITION)
              ? coverage.get(List.of(key.operator(), key.quantity(), key.judge()))
              : null;
      if (row != null && row.gap()) {
        return new Cell(GAP, "a gap, nobody says why", null, null, 0, null);
      }
      String reason = row == null || row.reason().isEmpty() ? "" : ": " + row.reason();
      return new Cell(SILENT, "not judged" + reason, null, null, 0, null);
    }
  }

  private static @Nullable Double largest(
      List<Result> results, Function<Result, @Nullable Double> figure) {
    return results.stream()
        .filter(Result::evidence)
        .map(figure)
        .filter(Objects::nonNull)
        .max(Double::compare)
        .orElse(null);
  }

  /** How many verdicts of each status there are. */
  static SortedMap<Status, Integer> counts(List<Result> results) {
    SortedMap<Status, Integer> counts = new TreeMap<>(Mark.READING);
    results.forEach(result -> counts.merge(result.status(), 1, Integer::sum));
    return counts;
  }

  /** A disagreement outweighs all, then agreement, then the gravest of the reasons for neither. */
  static Mark summary(List<Result> results) {
    return results.isEmpty() ? SILENT : Mark.of(counts(results).firstKey());
  }
}
