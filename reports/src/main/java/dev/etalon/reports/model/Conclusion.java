package dev.etalon.reports.model;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Coverage;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.MutantResult;
import dev.etalon.reference.operator.Evaluation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The sentence that a verification ends with; it names the operators. */
final class Conclusion {
  private static final int NAMED = 8;
  private static final int FEW = 3;

  private Conclusion() {}

  static String of(Findings findings, Outcome outcome) {
    return switch (outcome) {
      case AGREEMENT -> agreement(findings);
      case DISAGREEMENT -> disagreement(findings);
      case UNAVAILABLE -> "nothing disagrees, but " + String.join("; ", findings.unavailable());
      case INTERRUPTED ->
          "interrupted: nothing disagreed in the first %s, the rest is not judged"
              .formatted(count(findings.judgements().size(), "verdict"));
      case NO_EVIDENCE -> "nothing was measured, so nothing is known of this selection";
    };
  }

  private static String agreement(Findings findings) {
    List<Judgement> passed =
        findings.judgements().stream()
            .filter(judgement -> judgement.verdict().status() == Status.PASSED)
            .toList();
    String sentence =
        "all %s agree (%s, %s, %s)"
            .formatted(
                count(passed.size(), "measured verdict"),
                count(distinct(passed, Judgement::operator), "operator"),
                count(distinct(passed, Judgement::caseId), "case"),
                count(distinct(passed, Judgement::judge), "judge"));
    int mutants = distinct(findings.mutants(), MutantResult::name);
    return mutants == 0
        ? sentence
        : sentence
            + (mutants == 1
                ? "; the one wrong implementation was rejected"
                : String.format(
                    Locale.ROOT, "; all %,d wrong implementations were rejected", mutants));
  }

  private static String disagreement(Findings findings) {
    List<String> clauses = new ArrayList<>();
    if (findings.interrupted()) {
      clauses.add("interrupted");
    }
    List<String> operators = disagreeing(findings);
    if (!operators.isEmpty()) {
      clauses.add(enumerate(operators) + (operators.size() == 1 ? " disagrees" : " disagree"));
    }
    if (!findings.contradictions().isEmpty()) {
      clauses.add(contradictions(findings));
    }
    if (!findings.interrupted()) {
      List<String> survivors = survivors(findings);
      if (!survivors.isEmpty()) {
        clauses.add("no judge rejects " + survivors(findings, survivors));
      }
      if (!findings.pretenders().isEmpty()) {
        clauses.add(
            enumerate(
                    findings.pretenders().stream()
                        .map(
                            p ->
                                "%s in %s %s"
                                    .formatted(p.implementation(), p.workload(), p.dtype()))
                        .toList())
                + " computes in less precision than it claims");
      }
      List<String> gaps = findings.gaps().stream().map(Conclusion::gap).toList();
      if (!gaps.isEmpty()) {
        clauses.add("nobody judges, and nobody says why, " + enumerate(gaps));
      }
    }
    return String.join("; ", clauses);
  }

  /** {@code conv2d (grad:input)}; without the parenthesis where every quantity disagrees. */
  private static List<String> disagreeing(Findings findings) {
    Map<String, Set<String>> asked = quantities(findings.judgements());
    List<String> names = new ArrayList<>();
    quantities(findings.disagreements())
        .forEach(
            (subject, quantities) ->
                names.add(
                    quantities.equals(asked.get(subject))
                        ? subject
                        : "%s (%s)".formatted(subject, String.join(", ", quantities))));
    return names;
  }

  /** {@code conv2d} for the definition, {@code conv2d of pytorch-cpu} for another. */
  private static String subject(Judgement judgement) {
    return judgement.implementation().equals(Evaluation.DEFINITION.name())
        ? judgement.operator()
        : "%s of %s".formatted(judgement.operator(), judgement.implementation());
  }

  private static Map<String, Set<String>> quantities(List<Judgement> judgements) {
    return judgements.stream()
        .collect(
            groupingBy(
                Conclusion::subject,
                LinkedHashMap::new,
                mapping(Judgement::quantity, toCollection(LinkedHashSet::new))));
  }

  private static List<String> survivors(Findings findings) {
    Map<String, String> dtypes =
        findings.survivors().stream()
            .collect(
                groupingBy(
                    MutantResult::name,
                    LinkedHashMap::new,
                    mapping(
                        mutant -> mutant.dtype().label(),
                        collectingAndThen(toList(), labels -> String.join(", ", labels)))));
    return dtypes.entrySet().stream()
        .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String contradictions(Findings findings) {
    List<String> numbers =
        findings.contradictions().stream()
            .map(result -> String.valueOf(result.example().lecture().number()))
            .distinct()
            .toList();
    return "the reference contradicts the lectures in worked example%s %s"
        .formatted(numbers.size() == 1 ? "" : "s", enumerate(numbers));
  }

  /** A few by name; of many, how many of which operators. */
  private static String survivors(Findings findings, List<String> names) {
    if (names.size() <= FEW) {
      return "the wrong implementation%s %s"
          .formatted(names.size() == 1 ? "" : "s", enumerate(names));
    }
    List<String> operators =
        findings.survivors().stream().map(MutantResult::operator).distinct().toList();
    return "%d wrong implementations of %s".formatted(names.size(), enumerate(operators));
  }

  private static String gap(Coverage gap) {
    return "%s %s by %s".formatted(gap.operator(), gap.quantity(), gap.judge());
  }

  private static <T> int distinct(Collection<T> items, Function<T, ?> property) {
    return (int) items.stream().map(property).distinct().count();
  }

  private static String count(int number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** {@code a, b and c}; of a long list the first few. */
  private static String enumerate(List<String> names) {
    List<String> shown = new ArrayList<>(names.subList(0, Math.min(names.size(), NAMED)));
    if (names.size() > NAMED) {
      shown.add("%d more".formatted(names.size() - NAMED));
    }
    int last = shown.size() - 1;
    return last == 0
        ? shown.get(0)
        : String.join(", ", shown.subList(0, last)) + " and " + shown.get(last);
  }
}
