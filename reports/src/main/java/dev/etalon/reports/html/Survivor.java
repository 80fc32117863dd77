package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A wrong implementation that no judge rejects in these dtypes. */
public record Survivor(String name, String dtypes, String mistake) {
  /** The survivors of a report. */
  static List<Survivor> of(Report report) {
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
}
