package dev.etalon.reports.html;

import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A judge that says nothing of these quantities, and why. */
public record Silence(String judge, String reason, List<String> places) {
  /** The silences of a report, unexplained ones first. */
  static List<Silence> of(Report report) {
    Map<List<String>, List<String>> groups = new LinkedHashMap<>();
    for (CoverageRow row : report.coverage()) {
      if (row.judged() == 0) {
        groups
            .computeIfAbsent(
                List.of(row.oracle(), Reason.withoutNumbers(row.reason())),
                key -> new ArrayList<>())
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
