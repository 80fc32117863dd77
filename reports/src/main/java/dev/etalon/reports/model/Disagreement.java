package dev.etalon.reports.model;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The disagreements about one quantity of an implementation of an operator.
 *
 * @param mistake the mistake that is likely behind most of them; empty if none is named
 * @param results the most telling first: those that show this mistake, then the worst
 */
public record Disagreement(
    String operator, String implementation, String quantity, String mistake, List<Result> results) {
  /** The disagreements among these verdicts, in their order. */
  public static List<Disagreement> of(List<Result> results) {
    Map<List<String>, List<Result>> places =
        results.stream()
            .filter(result -> result.status().isDisagreement())
            .collect(
                groupingBy(
                    r -> List.of(r.operator(), r.implementation(), r.quantity()),
                    LinkedHashMap::new,
                    toList()));
    List<Disagreement> disagreements = new ArrayList<>();
    places.forEach(
        (place, wrong) -> {
          String mistake = commonest(wrong);
          disagreements.add(
              new Disagreement(
                  place.get(0),
                  place.get(1),
                  place.get(2),
                  mistake,
                  wrong.stream()
                      .sorted(
                          Comparator.comparing((Result r) -> !r.mistake().equals(mistake))
                              .thenComparingDouble(r -> -r.rank()))
                      .toList()));
        });
    return disagreements;
  }

  /** The one that shows it best. */
  public Result witness() {
    return results.get(0);
  }

  private static String commonest(List<Result> wrong) {
    return wrong.stream()
        .map(Result::mistake)
        .filter(mistake -> !mistake.isEmpty())
        .collect(groupingBy(mistake -> mistake, LinkedHashMap::new, counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }
}
