package dev.etalon.oracle.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LectureJudgeTest {
  private static Trial trial(double... expected) {
    Tensor input = Tensor.float64(Shape.of(1, 2), 0.1, 3);
    Case exam =
        Recipe.of("copied", new Flatten())
            .fixed("input", input)
            .expecting(Case.FORWARD, Tensor.float64(Shape.of(1, 2), expected))
            .draw(1);
    return new Trial(new Standard(exam, DType.FLOAT64), Evaluation.DEFINITION);
  }

  private static Verdict judge(double... expected) {
    return new LectureJudge().judge(trial(expected)).get(Case.FORWARD);
  }

  /** A copy has no budget of its own. */
  @Test
  void aNumberOfTheLecturesIsRightToHalfAnUlpAndAnIntegerExactly() {
    assertThat(judge(0.1, 3).status()).isEqualTo(Status.PASSED);
    Agreement offByAnUlp = judge(Math.nextUp(0.1), 3).agreement().orElseThrow();
    assertThat(offByAnUlp.worst().budget()).isEqualTo(Math.ulp(0.1) / 2);
    assertThat(offByAnUlp.budgetUse()).isEqualTo(2);
    assertThat(judge(0.1, 4).agreement().orElseThrow().worst().budget()).isZero();
    assertThat(judge(0.1, 4).status()).isEqualTo(Status.FAILED);
  }

  @Test
  void whatTheLecturesDoNotTellIsNotJudged() {
    Trial trial = trial(0.1, 3);
    LectureJudge judge = new LectureJudge();
    assertThat(judge.judge(trial)).containsOnlyKeys(Case.FORWARD);
    assertThat(judge.silence(trial, Case.FORWARD)).isEmpty();
    assertThat(judge.silence(trial, "grad:input"))
        .contains("not among the numbers of the lectures");
    assertThat(judge.name()).isEqualTo(LectureJudge.NAME);
  }
}
