package dev.etalon.reports.html;

import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A judge that says nothing of these quantities, and why; numbers in the reason may differ. */
public record Silence(String judge, String reason, List<String> places) {
  private static final int FIRST = 12;

  /** The places that are shown at once. */
  public List<String> first() {
    return places.subList(0, Math.min(FIRST, places.size()));
  }

  /** The others. */
  public List<String> rest() {
    return places.subList(first().size(), places.size());
  }

  /** The silences of a report, unexplained ones first. */
  static List<Silence> of(Report report) {
    Map<List<String>, List<CoverageRow>> groups = new LinkedHashMap<>();
    for (CoverageRow row : report.coverage()) {
      if (row.judged() == 0) {
        groups
            .computeIfAbsent(
                List.of(row.oracle(), Reason.withoutNumbers(row.reason())),
                key -> new ArrayList<>())
            .add(row);
      }
    }
    List<Silence> silences = new ArrayList<>();
    groups.forEach(
        (key, rows) -> {
          boolean same = rows.stream().map(CoverageRow::reason).distinct().count() == 1;
          silences.add(
              new Silence(
                  key.get(0),
                  same ? rows.get(0).reason() : key.get(1),
                  rows.stream().map(row -> row.operator() + " " + row.quantity()).toList()));
        });
    silences.sort(
        Comparator.comparing((Silence silence) -> !silence.reason().isEmpty())
            .thenComparing(Silence::judge));
    return silences;
  }
}
