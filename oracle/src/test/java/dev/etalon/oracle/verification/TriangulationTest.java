package dev.etalon.oracle.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.gradcheck.FiniteDifferenceJudge;
import dev.etalon.oracle.judge.Distorted;
import dev.etalon.oracle.judge.Distorted.Fault;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import org.junit.jupiter.api.Test;

class TriangulationTest {
  private static final Case EXAM = Recipe.of("t", new Softmax(1)).normal("input", 2, 3).draw(1);
  private static final Verdict REJECTION = Verdict.failed("it differs");
  private static final Judge DIFFERENCES = new FiniteDifferenceJudge();

  private static String sided(Implementation implementation, Judge judge) {
    Trial trial = new Trial(new Standard(EXAM, DType.FLOAT64), implementation);
    return Triangulation.of(trial, "grad:input", judge, REJECTION).explanation();
  }

  @Test
  void theTruthSaysWhoIsWrong() {
    assertThat(sided(new Distorted("grad:input", Fault.NEGATED), DIFFERENCES))
        .isEqualTo("it differs; extended precision confirms that it is wrong");
    assertThat(sided(new Distorted(Case.FORWARD, Fault.NEGATED), DIFFERENCES))
        .isEqualTo(
            "it differs; by extended precision the gradient is right and the forward value is"
                + " wrong");
    assertThat(sided(Evaluation.DEFINITION, DIFFERENCES))
        .isEqualTo("it differs; extended precision sides with the result, against this judge");
  }

  @Test
  void theTruthNeedsNoSecondOpinion() {
    assertThat(sided(Evaluation.DEFINITION, new ExtendedPrecisionJudge())).isEqualTo("it differs");
  }
}
