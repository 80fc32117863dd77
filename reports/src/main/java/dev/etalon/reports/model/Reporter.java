package dev.etalon.reports.model;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.Subjects;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Coverage;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.MutantResult;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the report from the findings. The same findings give the same report, in whatever order.
 */
public final class Reporter {
  private static final List<String> OPERATORS = List.copyOf(Catalog.operators());
  private static final List<String> CASES = Catalog.recipes().stream().map(Recipe::id).toList();

  private static final List<String> SUBJECTS =
      Subjects.all().stream().map(Implementation::name).toList();
  private static final Map<String, List<String>> QUANTITIES = quantities();

  private Reporter() {}

  public static Report report(Findings findings, Environment environment) {
    Map<String, String> judges = judges(findings);
    return new Report(
        Report.SCHEMA,
        environment,
        summary(findings),
        results(findings, List.copyOf(judges.keySet())),
        findings.workedExamples().stream().map(ExampleRow::of).toList(),
        findings.mutants().stream().map(MutantRow::of).toList(),
        findings.timings().stream().map(TimingRow::of).toList(),
        findings.probes().stream().map(ProbeRow::of).toList(),
        coverage(findings, List.copyOf(judges.keySet())),
        judges,
        operators(findings, environment.seed()));
  }

  private static Summary summary(Findings findings) {
    List<Judgement> judgements = findings.judgements();
    Map<Status, Integer> counts = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      counts.put(status, 0);
    }
    judgements.forEach(judgement -> counts.merge(judgement.verdict().status(), 1, Integer::sum));
    Outcome outcome = Outcome.of(findings);
    return new Summary(
        outcome,
        Conclusion.of(findings, outcome),
        findings.interrupted(),
        (int) judgements.stream().map(Judgement::operator).distinct().count(),
        (int) judgements.stream().map(Judgement::caseId).distinct().count(),
        judgements.size(),
        counts,
        findings.mutants().size(),
        (int) findings.mutants().stream().filter(MutantResult::killed).count(),
        findings.gaps().size());
  }

  /** The judges with a method first, in their order; then whoever else has spoken. */
  private static Map<String, String> judges(Findings findings) {
    Map<String, String> judges = new LinkedHashMap<>(findings.judges());
    Stream.concat(
            findings.judgements().stream().map(Judgement::judge),
            findings.coverage().stream().map(Coverage::judge))
        .sorted()
        .forEach(judge -> judges.putIfAbsent(judge, ""));
    return judges;
  }

  private static List<Result> results(Findings findings, List<String> judges) {
    Comparator<Judgement> order =
        comparingInt((Judgement judgement) -> position(OPERATORS, judgement.operator()))
            .thenComparing(Judgement::operator)
            .thenComparingInt(judgement -> position(CASES, judgement.caseId()))
            .thenComparing(Judgement::caseId)
            .thenComparing(Judgement::dtype)
            .thenComparingInt(judgement -> position(SUBJECTS, judgement.implementation()))
            .thenComparing(Judgement::implementation)
            .thenComparingInt(judgement -> position(judges, judgement.judge()))
            .thenComparingInt(judgement -> place(judgement.operator(), judgement.quantity()))
            .thenComparing(Judgement::quantity);
    return findings.judgements().stream().sorted(order).map(Result::of).toList();
  }

  private static List<CoverageRow> coverage(Findings findings, List<String> judges) {
    Comparator<Coverage> order =
        comparingInt((Coverage coverage) -> position(OPERATORS, coverage.operator()))
            .thenComparing(Coverage::operator)
            .thenComparingInt(coverage -> place(coverage.operator(), coverage.quantity()))
            .thenComparing(Coverage::quantity)
            .thenComparingInt(coverage -> position(judges, coverage.judge()));
    return findings.coverage().stream().sorted(order).map(CoverageRow::of).toList();
  }

  /** The operators that were asked for, in the catalogue's order. */
  private static List<OperatorSheet> operators(Findings findings, long seed) {
    Set<String> asked = new LinkedHashSet<>();
    findings.judgements().forEach(judgement -> asked.add(judgement.operator()));
    findings.coverage().forEach(coverage -> asked.add(coverage.operator()));
    List<String> names = new ArrayList<>(asked);
    names.sort(comparing((String name) -> position(OPERATORS, name)).thenComparing(name -> name));
    return names.stream().map(name -> OperatorSheet.of(name, seed)).toList();
  }

  /** Where a quantity stands among an operator's: the value, then the gradients by its operands. */
  private static int place(String operator, String quantity) {
    return position(QUANTITIES.getOrDefault(operator, List.of()), quantity);
  }

  private static Map<String, List<String>> quantities() {
    Map<String, List<String>> quantities = new LinkedHashMap<>();
    for (Recipe recipe : Catalog.recipes()) {
      List<String> known =
          quantities.computeIfAbsent(
              recipe.operator().name(), name -> new ArrayList<>(List.of(Case.FORWARD)));
      recipe.operator().operands().stream()
          .filter(Operand::isDifferentiable)
          .map(operand -> Case.gradient(operand.name()))
          .filter(quantity -> !known.contains(quantity))
          .forEach(known::add);
    }
    return quantities;
  }

  /** Where a name stands in a list; behind it if it does not. */
  private static int position(List<String> names, String name) {
    int index = names.indexOf(name);
    return index < 0 ? names.size() : index;
  }
}
