package dev.etalon.oracle.shrink;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.arbitrary.RandomCases;
import dev.etalon.oracle.judge.LectureJudge;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verification.Disagreement;
import java.util.Map;

/**
 * Shrinks a disagreement: a random case along jqwik's ways first, then every case along its own.
 */
public final class Shrinking {
  /** How often a judge is asked again. */
  private static final int TRIES = 600;

  private Shrinking() {}

  /** A minimal case on which the same judge disagrees in the same way. */
  public static Case minimal(Disagreement disagreement) {
    Judgement judgement = disagreement.judgement();
    Case found = disagreement.trial().exam();
    if (judgement.judge().equals(LectureJudge.NAME)) {
      // the number of a worked example belongs to its data
      return found;
    }
    Case start = found;
    if (RandomCases.withId(judgement.caseId()).isPresent()) {
      long index =
          Long.parseLong(judgement.caseId().substring(judgement.caseId().lastIndexOf('-') + 1));
      start =
          RandomCases.simplest(
              judgement.operator(), judgement.seed(), index, disagreement::persistsOn, TRIES / 2);
    }
    Case asked =
        new Case(
            start.name(),
            start.operator(),
            start.operands(),
            start.cotangent(),
            Map.of(),
            start.deviations(),
            start.lecture());
    return disagreement.persistsOn(asked)
        ? new Shrinker(disagreement::persistsOn, TRIES).shrink(asked)
        : found;
  }
}
