package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A judge's disagreement with an implementation, with all that is needed to see it again.
 *
 * @param trial the implementation on the case
 * @param judge who disagrees
 * @param judgement what was said
 */
public record Disagreement(Trial trial, Judge judge, Judgement judgement) {
  /** Those among the judgements of a trial. */
  static List<Disagreement> among(Examination examination, Trial trial, List<Judge> judges) {
    return examination.judgements().stream()
        .filter(judgement -> judgement.verdict().status().isDisagreement())
        .flatMap(
            judgement ->
                judges.stream()
                    .filter(judge -> judge.name().equals(judgement.judge()))
                    .map(judge -> new Disagreement(trial, judge, judgement)))
        .toList();
  }

  /** What the judge says of the same quantity on another case; nothing if it has no truth. */
  public Optional<Verdict> on(Case other) {
    return trialOn(other).flatMap(again -> Examination.verdict(again, judge, judgement.quantity()));
  }

  /** The same implementation on another case; nothing if that has no truth. */
  public Optional<Trial> trialOn(Case other) {
    try {
      Standard standard = new Standard(other.as(trial.dtype()), trial.dtype());
      return Optional.of(new Trial(standard, trial.implementation()));
    } catch (RuntimeException e) {
      // the operator is not defined there
      return Optional.empty();
    }
  }

  /** Whether the judge disagrees on another case as it does on this one. */
  public boolean persistsOn(Case other) {
    return on(other)
        .filter(verdict -> verdict.status() == judgement.verdict().status())
        .isPresent();
  }
}
