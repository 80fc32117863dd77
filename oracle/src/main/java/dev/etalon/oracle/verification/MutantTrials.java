package dev.etalon.oracle.verification;

import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.oracle.gradcheck.SecondOrderJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries the wrong implementations of one operator before every judge, case after case, until the
 * judge rejects them. A plain checker is tried only on the cases on which it accepts the right
 * implementation: rejecting everything is no merit. The second-order judge is tried on a few cases
 * only: a wrong value never meets it, and each case costs it a dozen VJPs.
 */
final class MutantTrials {
  private static final int SECOND_ORDER_CASES = 2;

  private final Panel panel;
  private final DType dtype;
  private final List<Standard> standards;
  private final Map<Judge, List<Standard>> cases = new HashMap<>();

  MutantTrials(Panel panel, DType dtype, List<Standard> standards) {
    this.panel = panel;
    this.dtype = dtype;
    this.standards = List.copyOf(standards);
    List<Standard> few =
        this.standards.subList(0, Math.min(SECOND_ORDER_CASES, this.standards.size()));
    panel
        .judges()
        .forEach(
            judge -> cases.put(judge, judge instanceof SecondOrderJudge ? few : this.standards));
    panel
        .plainCheckers()
        .forEach(
            checker ->
                cases.put(
                    checker,
                    this.standards.stream()
                        .filter(standard -> accepts(checker, standard))
                        .toList()));
  }

  private static boolean accepts(Judge checker, Standard standard) {
    return rejection(checker, new Trial(standard, Evaluation.DEFINITION)).isEmpty();
  }

  MutantResult tryOn(Mutant mutant) {
    Implementation implementation = mutant.implementation();
    Map<Standard, Trial> trials = new HashMap<>();
    List<String> killers = new ArrayList<>();
    Optional<String> evidence = Optional.empty();
    for (Judge judge : panel.judges()) {
      Optional<String> rejection = firstRejection(judge, implementation, trials);
      if (rejection.isPresent()) {
        killers.add(judge.name());
        evidence = evidence.or(() -> rejection);
      }
    }
    List<String> plainKillers =
        panel.plainCheckers().stream()
            .filter(checker -> firstRejection(checker, implementation, trials).isPresent())
            .map(Judge::name)
            .toList();
    return new MutantResult(
        mutant.name(),
        mutant.operator(),
        mutant.mistake(),
        dtype,
        killers,
        plainKillers,
        evidence.orElse("no judge rejected it on any case"));
  }

  private Optional<String> firstRejection(
      Judge judge, Implementation implementation, Map<Standard, Trial> trials) {
    return cases.get(judge).stream()
        .map(
            standard ->
                rejection(
                    judge, trials.computeIfAbsent(standard, at -> new Trial(at, implementation))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Why a judge rejects a trial, if it does. */
  private static Optional<String> rejection(Judge judge, Trial trial) {
    return Guarded.judge(judge, trial).entrySet().stream()
        .filter(verdict -> verdict.getValue().status().isDisagreement())
        .findFirst()
        .map(verdict -> sentence(trial, verdict));
  }

  private static String sentence(Trial trial, Map.Entry<String, Verdict> verdict) {
    return "%s of %s: %s"
        .formatted(verdict.getKey(), trial.exam().id(), verdict.getValue().explanation());
  }
}
