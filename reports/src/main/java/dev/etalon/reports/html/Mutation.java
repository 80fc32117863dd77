package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The wrong implementations of one operator.
 *
 * @param tried how many there are, counted once per dtype
 * @param rejected how many of them each judge rejects, in the judges' order
 * @param plain how many of them each plain checker would have rejected
 * @param survivors how many no judge rejects
 */
public record Mutation(
    String operator, int tried, List<Integer> rejected, List<Integer> plain, int survivors) {
  /** The wrong implementations of a report, by operator. */
  static List<Mutation> of(Report report) {
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

  /** The checkers that people usually write, beside which the judges stand. */
  static List<String> plainCheckers(Report report) {
    return report.mutants().stream()
        .flatMap(row -> row.plainKilledBy().stream())
        .distinct()
        .sorted()
        .toList();
  }

  static int count(List<MutantRow> rows, Predicate<MutantRow> property) {
    return (int) rows.stream().filter(property).count();
  }
}
