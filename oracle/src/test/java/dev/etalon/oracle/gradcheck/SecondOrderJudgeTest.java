package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.judge.CorrectKernel;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecondOrderJudgeTest {
  private static final List<Case> SMOOTH =
      List.of(
          Recipe.of("s", new Softmax(1)).normal("input", 3, 4).draw(3),
          Recipe.of("s", new LogSumExp(0)).normal("input", 4, 3).draw(3),
          Recipe.of("s", new Linear())
              .normal("input", 2, 3)
              .normal("weight", 4, 3)
              .normal("bias", 4)
              .draw(3),
          Recipe.of("s", new Convolution(Window.of(2), 1))
              .normal("input", 2, 2, 5)
              .normal("weight", 3, 2, 2)
              .draw(3));

  private static Map<String, Verdict> judge(Case exam, Implementation implementation, DType dtype) {
    return new SecondOrderJudge()
        .judge(new Trial(new Standard(exam.as(dtype), dtype), implementation));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void correctKernelsPass(DType dtype) {
    for (Case exam : SMOOTH) {
      for (int seed = 0; seed < 4; seed++) {
        judge(exam, new CorrectKernel(seed), dtype)
            .forEach(
                (quantity, verdict) ->
                    assertThat(verdict.status())
                        .as("%s %s: %s", exam.id(), quantity, verdict.explanation())
                        .isEqualTo(quantity.equals("grad:bias") ? Status.SKIPPED : Status.PASSED));
      }
    }
  }

  /** The gradient of the case for ever: right there, and nowhere else. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void aVjpThatDoesNotMoveWithTheOperandsIsFound(DType dtype) {
    for (Case drawn : SMOOTH) {
      Case exam = drawn.as(dtype);
      Implementation frozen =
          new Implementation() {
            @Override
            public String name() {
              return "frozen";
            }

            @Override
            public Tensor forward(Operator operator, Map<String, Tensor> operands, DType type) {
              return Evaluation.DEFINITION.forward(operator, operands, type);
            }

            @Override
            public Map<String, Tensor> vjp(
                Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType type) {
              return Evaluation.DEFINITION.vjp(operator, exam.operands(), cotangent, type);
            }
          };
      Verdict verdict = judge(exam, frozen, dtype).get("grad:input");
      assertThat(verdict.status()).as(exam.id()).isEqualTo(Status.FAILED);
      assertThat(verdict.explanation()).startsWith("the derivative of the gradient, at [");
    }
  }

  /** ȳ·(diag p − p·pᵀ)·v. */
  @Test
  void theTruthIsTheHessianOfLogSumExp() {
    Case exam = Recipe.of("h", new LogSumExp(0)).normal("input", 5).draw(1);
    SecondOrder second = SecondOrder.of(new Standard(exam, DType.FLOAT64));
    double[] p =
        Evaluation.DEFINITION.forward(new Softmax(0), second.point(), DType.FLOAT64).toArray();
    double[] v = second.direction().get("input");
    double along = 0;
    for (int i = 0; i < p.length; i++) {
      along += p[i] * v[i];
    }
    for (int i = 0; i < p.length; i++) {
      assertThat(second.truth().get("input").at(i).hi())
          .isCloseTo(exam.cotangent().at(0) * p[i] * (v[i] - along), within(1e-15));
    }
  }

  @Test
  void whereNothingBendsThereIsNothingToSay() {
    assertThat(verdict(new Relu(), Tensor.vector(1, -2)))
        .isEqualTo(
            Verdict.skipped("every second derivative is 0 here: the gradient does not change"));
    assertThat(verdict(new Relu(), Tensor.vector(1, 0x1p-20)).status())
        .isEqualTo(Status.NOT_DIFFERENTIABLE);
  }

  private static Verdict verdict(Operator operator, Tensor input) {
    Case exam =
        Recipe.of("r", operator)
            .fixed("input", input)
            .cotangent(Tensor.filled(DType.FLOAT64, Shape.of(2), 3))
            .draw(1);
    return judge(exam, Evaluation.DEFINITION, DType.FLOAT64).get("grad:input");
  }
}
