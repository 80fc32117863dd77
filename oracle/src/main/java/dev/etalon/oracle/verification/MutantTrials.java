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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tries the wrong implementations of one operator before every judge, case after case, until the
 * judge rejects them. A case on which the wrong implementation gives the right one's value and
 * gradients to the bit is left out, as long as there is another. A plain checker is tried only on
 * the cases on which it accepts the right implementation: rejecting everything is no merit. The
 * second-order judge is tried on a few cases only: a wrong value never meets it, and each case
 * costs it a dozen VJPs.
 */
final class MutantTrials {
  private static final int SECOND_ORDER_CASES = 2;

  private final Panel panel;
  private final DType dtype;
  private final Map<Standard, Trial> right = new LinkedHashMap<>();
  private final Map<Judge, Set<Standard>> accepted = new HashMap<>();

  MutantTrials(Panel panel, DType dtype, List<Standard> standards) {
    this.panel = panel;
    this.dtype = dtype;
    standards.forEach(standard -> right.put(standard, new Trial(standard, Evaluation.DEFINITION)));
    panel
        .plainCheckers()
        .forEach(
            checker ->
                accepted.put(
                    checker,
                    right.entrySet().stream()
                        .filter(trial -> rejection(checker, trial.getValue()).isEmpty())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet())));
  }

  MutantResult tryOn(Mutant mutant) {
    List<Trial> trials = trials(mutant.implementation());
    List<String> killers = new ArrayList<>();
    Optional<String> evidence = Optional.empty();
    for (Judge judge : panel.judges()) {
      Optional<String> rejection = firstRejection(judge, trials);
      if (rejection.isPresent()) {
        killers.add(judge.name());
        evidence = evidence.or(() -> rejection);
      }
    }
    List<String> plainKillers =
        panel.plainCheckers().stream()
            .filter(checker -> firstRejection(checker, trials).isPresent())
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

  /** The trials in which a wrong implementation shows; all of them if it shows in none. */
  private List<Trial> trials(Implementation wrong) {
    List<Trial> trials =
        right.keySet().stream().map(standard -> new Trial(standard, wrong)).toList();
    List<Trial> shown =
        trials.stream()
            .filter(trial -> !trial.gaveWhat(right.get(trial.standard().definition())))
            .toList();
    return shown.isEmpty() ? trials : shown;
  }

  private Optional<String> firstRejection(Judge judge, List<Trial> trials) {
    return trials.stream()
        .filter(
            trial ->
                !accepted.containsKey(judge)
                    || accepted.get(judge).contains(trial.standard().definition()))
        .limit(judge instanceof SecondOrderJudge ? SECOND_ORDER_CASES : Long.MAX_VALUE)
        .map(trial -> rejection(judge, trial))
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
