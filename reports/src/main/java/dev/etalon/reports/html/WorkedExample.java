package dev.etalon.reports.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reports.model.ExampleRow;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.OperatorSheet.CaseSheet;
import dev.etalon.reports.model.OperatorSheet.Example;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import dev.etalon.reports.model.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    List<ExampleRow> numbers) {
  /** A worked example that is a case of an operator. */
  public record ExaminedCase(
      String operator, CaseSheet sheet, List<Compared> numbers, List<Opinions> opinions) {}

  /** A quantity as the slide has it, and as the definition computes it. */
  public record Compared(String quantity, Values expected, Values computed) {}

  /** What the judges say of one quantity of a case. */
  public record Opinions(String quantity, List<Opinion> judges) {}

  /** What a judge says of it, all dtypes together. */
  public record Opinion(String judge, Mark mark, String link) {}

  /** The worked examples of a report, by number. */
  static List<WorkedExample> of(Report report) {
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
                          operator.name(), sheet, compared(example), opinions(verdicts))),
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

  private static List<Compared> compared(Example example) {
    List<Compared> compared = new ArrayList<>();
    example
        .expectations()
        .forEach(
            (quantity, expected) ->
                compared.add(
                    new Compared(
                        quantity,
                        expected,
                        example.computations().getOrDefault(quantity, expected))));
    return compared;
  }

  private static List<Opinions> opinions(List<Result> verdicts) {
    Map<String, Map<String, List<Result>>> groups =
        verdicts.stream()
            .collect(
                groupingBy(
                    Result::quantity,
                    LinkedHashMap::new,
                    groupingBy(WorkedExample::opinion, LinkedHashMap::new, toList())));
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
}
