package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Operator × quantity × judge × dtype: each cell sums up the verdicts of all cases.
 *
 * @param judges the columns
 * @param dtypes the columns within each judge's column
 * @param operators the rows
 */
public record Matrix(List<String> judges, List<String> dtypes, List<Rows> operators) {
  /** The rows of one operator. */
  public record Rows(String operator, Mark mark, List<Row> quantities) {}

  /** The row of one quantity. */
  public record Row(String quantity, List<Cell> cells) {}

  /**
   * One cell.
   *
   * @param mark the gravest verdict, or agreement as soon as some case is evidence for it
   * @param title the cell in words
   * @param maxUlp the largest of the cases' figures
   * @param budgetUse the largest of the cases' figures
   * @param others how many verdicts of the cell are no evidence
   * @param link to the verdicts; none where nobody judged
   * @param first whether it is the first of its judge's
   */
  public record Cell(
      Mark mark,
      String title,
      @Nullable Double maxUlp,
      @Nullable Double budgetUse,
      int others,
      @Nullable String link,
      boolean first) {}

  private record Key(String operator, String quantity, String judge, String dtype) {}

  private static final Mark SILENT = new Mark("·", "not judged", "mute");
  private static final Mark GAP = new Mark("□", "gap", "bad");

  static Matrix of(Report report) {
    Map<Key, List<Result>> cells =
        report.results().stream()
            .collect(
                groupingBy(r -> new Key(r.operator(), r.quantity(), r.oracle(), r.dtype())));
    Map<List<String>, CoverageRow> coverage = new LinkedHashMap<>();
    report.coverage().forEach(c -> coverage.put(List.of(c.operator(), c.quantity(), c.oracle()), c));
    List<String> judges = List.copyOf(report.judges().keySet());
    List<String> dtypes = report.results().stream().map(Result::dtype).distinct().toList();

    List<Rows> operators = new ArrayList<>();
    quantities(report)
        .forEach(
            (operator, quantities) -> {
              List<Row> rows = new ArrayList<>();
              for (String quantity : quantities) {
                List<Cell> row = new ArrayList<>();
                for (String judge : judges) {
                  for (String dtype : dtypes) {
                    row.add(
                        cell(
                            new Key(operator, quantity, judge, dtype),
                            cells.getOrDefault(
                                new Key(operator, quantity, judge, dtype), List.of()),
                            coverage.get(List.of(operator, quantity, judge)),
                            dtype.equals(dtypes.get(0))));
                  }
                }
                rows.add(new Row(quantity, row));
              }
              operators.add(
                  new Rows(
                      operator,
                      summary(
                          report.results().stream()
                              .filter(r -> r.operator().equals(operator))
                              .toList()),
                      rows));
            });
    return new Matrix(judges, dtypes, operators);
  }

  private static Map<String, Set<String>> quantities(Report report) {
    Map<String, Set<String>> quantities = new LinkedHashMap<>();
    report.operators().forEach(sheet -> quantities.put(sheet.name(), new LinkedHashSet<>()));
    report.coverage().forEach(c -> quantities.get(c.operator()).add(c.quantity()));
    report.results().forEach(r -> quantities.get(r.operator()).add(r.quantity()));
    return quantities;
  }

  private static Cell cell(Key key, List<Result> results, @Nullable CoverageRow coverage, boolean first) {
    String place = "%s %s, %s, %s: ".formatted(key.operator(), key.quantity(), key.judge(), key.dtype());
    if (results.isEmpty()) {
      boolean gap = coverage != null && coverage.gap();
      String reason = coverage == null || coverage.reason().isEmpty() ? "" : ", " + coverage.reason();
      return gap
          ? new Cell(GAP, place + "gap, nobody judged and nobody says why", null, null, 0, null, first)
          : new Cell(SILENT, place + "not judged" + reason, null, null, 0, null, first);
    }
    Mark mark = summary(results);
    @Nullable Double maxUlp = largest(results, Result::maxUlp);
    @Nullable Double use = largest(results, Result::budgetUse);
    int others = (int) results.stream().filter(r -> r.status() != Status.PASSED && !r.status().isDisagreement()).count();
    StringBuilder title = new StringBuilder(place);
    counts(results).forEach((status, count) -> title.append(count).append(' ').append(Mark.of(status).label()).append(", "));
    title.setLength(title.length() - 2);
    if (use != null) {
      title.append("; at most ").append(Figures.brief(maxUlp)).append(" ulp, ").append(Figures.brief(use)).append(" of the budget");
    }
    return new Cell(mark, title.toString(), maxUlp, use, others,
        Anchor.to(key.operator(), "quantity", key.quantity(), "judge", key.judge(), "dtype", key.dtype()), first);
  }

  /** The largest figure of the verdicts that are evidence for or against. */
  private static @Nullable Double largest(
      List<Result> results, Function<Result, @Nullable Double> figure) {
    return results.stream()
        .filter(r -> r.status() == Status.PASSED || r.status().isDisagreement())
        .map(figure)
        .filter(Objects::nonNull)
        .max(Double::compare)
        .orElse(null);
  }

  /** How many verdicts of each status there are, the gravest first. */
  static Map<Status, Integer> counts(List<Result> results) {
    Map<Status, Integer> counts = new EnumMap<>(Status.class);
    results.forEach(result -> counts.merge(result.status(), 1, Integer::sum));
    return counts;
  }

  /** A disagreement outweighs all, then agreement, then the gravest of the reasons for neither. */
  static Mark summary(List<Result> results) {
    Set<Status> statuses = counts(results).keySet();
    return statuses.stream()
        .filter(Status::isDisagreement)
        .findFirst()
        .or(() -> statuses.stream().filter(status -> status == Status.PASSED).findFirst())
        .or(() -> statuses.stream().findFirst())
        .map(Mark::of)
        .orElse(SILENT);
  }
}
