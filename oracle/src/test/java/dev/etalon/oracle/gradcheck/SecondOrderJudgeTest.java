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
import dev.etalon.reference.activation.Tanh;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
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

  private static SecondOrder second(Operator operator, Tensor input, DType dtype) {
    Case exam = Recipe.of("second", operator).fixed("input", input).draw(1).as(dtype);
    return SecondOrder.of(new Standard(exam, dtype));
  }

  /** ±¼ and ±⅛, from a point of the grid. */
  @Test
  void theDirectionMovesEveryElementByAStepOfItsOwn() {
    Tensor x = Tensor.generate(DType.FLOAT64, Shape.of(64), i -> 1 + i / 67.0);
    SecondOrder second = second(new Tanh(), x, DType.FLOAT64);
    double[] steps = second.direction().get("input");
    for (double step : new double[] {0.25, -0.25, 0.125, -0.125}) {
      assertThat(DoubleStream.of(steps).filter(other -> other == step).count()).isGreaterThan(4);
    }
    assertThat(steps).containsOnly(0.25, -0.25, 0.125, -0.125);
    for (int i = 0; i < steps.length; i++) {
      double point = second.point().get("input").at(i);
      assertThat(point).isCloseTo(x.at(i), within(0x1p-23));
      assertThat(point * 0x1p22).isEqualTo(Math.rint(point * 0x1p22));
      assertThat(second.at(-0.5).get("input").at(i)).isEqualTo(point - 0.5 * steps[i]);
    }
    assertThat(second.scale()).isEqualTo(1);
  }

  /** Too great, too small or no number: each beside a 1 that moves. */
  @Test
  void whatTheGridWouldChangeStaysWhereItIs() {
    for (double x : new double[] {1e6, Double.POSITIVE_INFINITY, 1e-5, Double.NaN}) {
      SecondOrder second = second(new Tanh(), Tensor.vector(x, 1), DType.FLOAT32);
      assertThat(second.direction().get("input")[0]).as("step of %s", x).isZero();
      assertThat(second.point().get("input")).isEqualTo(Tensor.vector(x, 1).as(DType.FLOAT32));
      assertThat(second.direction().get("input")[1]).isNotZero();
    }
    for (double x : new double[] {2, 0, -0.01}) {
      assertThat(second(new Tanh(), Tensor.vector(x, 1), DType.FLOAT32).direction().get("input")[0])
          .as("step of %s", x)
          .isNotZero();
    }
  }

  @Test
  void theWayEndsBeforeTheNearestKink() {
    for (double x : new double[] {3, -0.2, 0.02, -0.0025, 0x1p-16}) {
      SecondOrder second = second(new Relu(), Tensor.vector(x), DType.FLOAT64);
      double length = Math.abs(second.direction().get("input")[0]);
      double scale = 1;
      while (scale >= 0x1p-9 && scale * length >= Math.abs(x)) {
        scale /= 8;
      }
      assertThat(second.scale()).as("way from %s", x).isEqualTo(scale >= 0x1p-9 ? scale : 0);
    }
  }

  /** Exact at 0, and not on either side. */
  @Test
  void theNoiseIsTheGreatestErrorOnTheWay() {
    Case exam =
        Recipe.of("noise", new Linear())
            .fixed("input", Tensor.float64(Shape.of(1, 2), 0, 1.0 / 3))
            .fixed("weight", Tensor.float64(Shape.of(2, 2), 0, 1, 0.7, -2))
            .draw(1);
    Standard standard = new Standard(exam, DType.FLOAT64);
    SecondOrder second = SecondOrder.of(standard);
    Map<String, double[]> noise = second.noise(standard);
    for (String operand : List.of("input", "weight")) {
      double[] expected = new double[noise.get(operand).length];
      for (double part : new double[] {-second.scale(), 0, second.scale()}) {
        double[] there =
            standard
                .analysis()
                .vjp(standard.errorModel(), second.at(part), exam.cotangent())
                .get(operand);
        Arrays.setAll(expected, i -> Math.max(expected[i], there[i]));
      }
      Arrays.setAll(expected, i -> expected[i] + Double.MIN_NORMAL);
      assertThat(noise.get(operand)).containsExactly(expected);
    }
  }

  /** The second derivatives of a saturated tanh are below the noise of its gradient. */
  @Test
  void aSecondDerivativeBelowTheNoiseIsNoEvidence() {
    Verdict verdict =
        judge(
                Recipe.of("flat", new Tanh()).fixed("input", Tensor.vector(17, -17.5)).draw(1),
                Evaluation.DEFINITION,
                DType.FLOAT64)
            .get("grad:input");
    assertThat(verdict.status()).as(verdict.explanation()).isEqualTo(Status.MISTRUSTED);
    assertThat(verdict.explanation())
        .startsWith(
            "the error interval is wider than the second derivative: the derivative of 2 elements of the gradient, 2 inconclusive");
  }
}
