package dev.etalon.oracle.identity;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds an implementation against the mathematical identities of its operator. */
public final class IdentityJudge implements Judge {
  private final List<Identity> identities;

  public IdentityJudge() {
    this(Identities.all());
  }

  IdentityJudge(List<Identity> identities) {
    this.identities = List.copyOf(identities);
  }

  /** What one identity said of a quantity. */
  private record Finding(Identity identity, Verdict verdict) {}

  @Override
  public String name() {
    return "identities";
  }

  @Override
  public String method() {
    return "mathematical identities of the operator, the implementation against itself";
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    Case exam = trial.exam();
    boolean speaks =
        identities.stream()
            .flatMap(identity -> identity.equations(exam).stream())
            .anyMatch(equation -> equation.quantity().equals(quantity));
    return speaks
        ? Optional.empty()
        : Optional.of("no identity of the operator speaks of this quantity");
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Witness witness = new Witness(trial);
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    for (Identity identity : identities) {
      for (Equation equation : identity.equations(trial.exam())) {
        Verdict verdict =
            trial.result(equation.quantity()).judge(own -> evaluate(equation, trial, witness));
        findings
            .computeIfAbsent(equation.quantity(), quantity -> new ArrayList<>())
            .add(new Finding(identity, verdict));
      }
    }
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    findings.forEach((quantity, found) -> verdicts.put(quantity, conclude(found)));
    return verdicts;
  }

  private static Verdict evaluate(Equation equation, Trial trial, Witness witness) {
    return Outcome.of(
            () -> {
              try {
                return equation.judge(trial, witness);
              } catch (Witness.Malformed malformed) {
                return Verdict.failed(malformed.getMessage());
              }
            })
        .judge(verdict -> verdict);
  }

  /** The first that fails, or all that hold with the tightest of them. */
  private static Verdict conclude(List<Finding> findings) {
    Finding gravest =
        findings.stream()
            .min(Comparator.comparing(finding -> finding.verdict().status()))
            .orElseThrow();
    if (gravest.verdict().status().isDisagreement()) {
      return new Verdict(
          gravest.verdict().status(),
          "%s does not hold: %s".formatted(gravest.identity(), gravest.verdict().explanation()),
          gravest.verdict().agreement());
    }
    List<Finding> held =
        findings.stream().filter(finding -> finding.verdict().status() == Status.PASSED).toList();
    Optional<Agreement> tightest =
        held.stream()
            .flatMap(finding -> finding.verdict().agreement().stream())
            .max(Comparator.comparingDouble(Agreement::budgetUse));
    return tightest
        .map(agreement -> Verdict.passed(agreement, "hold: " + names(held)))
        .orElseGet(gravest::verdict);
  }

  private static String names(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.identity().toString())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
