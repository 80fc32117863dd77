package dev.etalon.oracle.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.gradcheck.FiniteDifferenceJudge;
import dev.etalon.oracle.judge.AdjointJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardedTest {
  /** Right once; asked again, it breaks in a way that has nothing to do with the judge. */
  private static final class OnceOnly implements Implementation {
    private final Error breakage;
    private boolean asked;

    OnceOnly(Error breakage) {
      this.breakage = breakage;
    }

    @Override
    public String name() {
      return "once only";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      if (asked) {
        throw breakage;
      }
      asked = true;
      return Evaluation.DEFINITION.forward(operator, operands, dtype);
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
    }
  }

  @Test
  void anImplementationThatBreaksUnderAJudgeHasCrashed() {
    Standard standard =
        new Standard(
            Recipe.of("g", new Linear()).normal("input", 2, 3).normal("weight", 4, 3).draw(1),
            DType.FLOAT64);
    for (Error breakage : List.of(new AssertionError("odd"), new UnsatisfiedLinkError("k.so"))) {
      for (Judge judge : List.of(new FiniteDifferenceJudge(), new AdjointJudge())) {
        Map<String, Verdict> verdicts =
            Guarded.judge(judge, new Trial(standard, new OnceOnly(breakage)));
        assertThat(verdicts).containsOnlyKeys("grad:input", "grad:weight");
        assertThat(verdicts.values())
            .allSatisfy(
                verdict -> {
                  assertThat(verdict.status()).isEqualTo(Status.CRASHED);
                  assertThat(verdict.explanation()).isEqualTo(judge.name() + " met " + breakage);
                });
      }
    }
  }
}
