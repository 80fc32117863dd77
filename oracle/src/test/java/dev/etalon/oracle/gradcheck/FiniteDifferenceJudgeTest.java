package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
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
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FiniteDifferenceJudgeTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Operator MAXIMUM_OF_TWO = new MaxPool(Window.of(2).stride(2), false);

  private static Verdict judge(Case exam, Implementation implementation, DType dtype) {
    Trial trial = new Trial(new Standard(exam.as(dtype), dtype), implementation);
    return new FiniteDifferenceJudge().judge(trial).get("grad:input");
  }

  private static Verdict judge(Operator operator, Tensor input) {
    Case exam = Recipe.of("fd", operator).fixed("input", input).draw(1);
    return judge(exam, Evaluation.DEFINITION, DType.FLOAT64);
  }

  @Test
  void atAKinkThereIsNoDerivative() {
    assertThat(judge(new Relu(), Tensor.vector(0, -0.0)))
        .isEqualTo(Verdict.notDifferentiable("all 2 inputs lie at infinity or too near to a kink"));
    assertThat(judge(MAXIMUM_OF_TWO, Tensor.float64(Shape.of(1, 1, 2), 3, 3)).status())
        .isEqualTo(Status.NOT_DIFFERENTIABLE);
  }

  @Test
  void inputsAtAKinkAreCountedAndTheOthersJudged() {
    assertThat(judge(new Relu(), Tensor.vector(0, 1, -2, INFINITY)).explanation())
        .startsWith("2 of 4 inputs judged")
        .endsWith("2 at a kink, 0 inconclusive");
    assertThat(judge(MAXIMUM_OF_TWO, Tensor.float64(Shape.of(1, 1, 4), 3, 3, 1, 2)).explanation())
        .startsWith("2 of 4 inputs judged")
        .endsWith("2 at a kink, 0 inconclusive");
  }

  @Test
  void nearAKinkTheStepShrinksUntilRoundingCouldHideIt() {
    assertThat(judge(new Relu(), Tensor.vector(1e-3, -1e-6)).status()).isEqualTo(Status.PASSED);
    assertThat(judge(new Relu(), Tensor.vector(1e-14)).status())
        .isEqualTo(Status.NOT_DIFFERENTIABLE);
  }

  @Test
  void whatIsWrongOnlyAtAKinkIsNotJudged() {
    Case exam = Recipe.of("fd", new Relu()).fixed("input", Tensor.vector(0, 1, -2)).draw(1);
    assertThat(judge(exam, spoilt(right -> right.with(0, 7)), DType.FLOAT64).status())
        .isEqualTo(Status.PASSED);
    assertThat(judge(exam, spoilt(right -> right.with(2, 7)), DType.FLOAT64).status())
        .isEqualTo(Status.FAILED);
  }

  private static Implementation spoilt(UnaryOperator<Tensor> fault) {
    return new Implementation() {
      @Override
      public String name() {
        return "spoilt";
      }

      @Override
      public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
        return Evaluation.DEFINITION.forward(operator, operands, dtype);
      }

      @Override
      public Map<String, Tensor> vjp(
          Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
        return Map.of(
            "input",
            fault.apply(
                Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype).get("input")));
      }
    };
  }

  @Test
  void aValueThatIsNotFiniteAroundAnyInputIsNoEvidence() {
    assertThat(judge(new LogSoftmax(0), Tensor.vector(-INFINITY, INFINITY, 1)).status())
        .isIn(Status.MISTRUSTED, Status.NOT_DIFFERENTIABLE);
  }

  /** All ones into a softmax: Jᵀȳ = 0, and the estimate is nothing but error. */
  @Test
  void aCotangentThatAsksNothingIsNoEvidence() {
    Case exam =
        Recipe.of("ones", new Softmax(0))
            .normal("input", 5)
            .cotangent(Tensor.filled(DType.FLOAT64, Shape.of(5), 1))
            .draw(2);
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      assertThat(judge(exam, Evaluation.DEFINITION, dtype).status()).isEqualTo(Status.MISTRUSTED);
    }
  }

  @Test
  void aFlatFunctionIsNoEvidence() {
    assertThat(judge(new Relu(), Tensor.vector(-1, -2)).explanation())
        .startsWith("every derivative is 0, which a missing gradient would match too");
  }

  /** C·k² colours and four evaluations each, however large the image. */
  @Test
  void theCostDoesNotGrowWithTheImage() {
    assertThat(evaluations(6)).isEqualTo(evaluations(12)).isLessThan(6 * 6 * 2);
  }

  private static String evaluationsText(int extent) {
    Case exam =
        Recipe.of("size", new Convolution(Window.of(3, 3), 1))
            .normal("input", 1, 1, extent, extent)
            .normal("weight", 2, 1, 3, 3)
            .draw(1);
    return judge(exam, Evaluation.DEFINITION, DType.FLOAT64).explanation();
  }

  private static int evaluations(int extent) {
    String text = evaluationsText(extent);
    return Integer.parseInt(text.replaceAll(".* in (\\d+) evaluations.*", "$1"));
  }

  /** Row 0 also reads what the definition gives to row 1 alone. */
  @Test
  void anOutputThatMovesWithAnotherInputIsALeak() {
    Case exam =
        Recipe.of("leak", new Linear()).normal("input", 2, 3).normal("weight", 4, 3).draw(1);
    Implementation leaking =
        new Implementation() {
          @Override
          public String name() {
            return "leaking";
          }

          @Override
          public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
            Tensor value = Evaluation.DEFINITION.forward(operator, operands, dtype);
            return value.with(0, value.at(0) + operands.get("input").get(1, 1));
          }

          @Override
          public Map<String, Tensor> vjp(
              Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
            return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
          }
        };
    assertThat(judge(exam, leaking, DType.FLOAT64).status()).isEqualTo(Status.FAILED);
  }
}
