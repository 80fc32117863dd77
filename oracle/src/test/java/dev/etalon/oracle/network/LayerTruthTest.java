package dev.etalon.oracle.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.trial.ErrorAnalysis;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerTruthTest {
  private static final Resize TWICE = new Resize.By(List.of(2.0, 2.0));

  private static final Recipe CONVOLUTION =
      Recipe.of("many-terms", new Convolution(Window.of(3, 3).padding(1, 1), 1))
          .normal("input", 2, 24, 7, 9)
          .normal("weight", 5, 24, 3, 3);

  /** Every kind of layer, strides that leave positions out, padding, groups. */
  static Stream<Named<Recipe>> recipes() {
    Window strided = Window.of(3, 2).stride(2, 1).padding(1, 0);
    return Stream.of(
            CONVOLUTION,
            Recipe.of("grouped", new Convolution(strided, 2))
                .normal("input", 2, 4, 7, 6)
                .normal("weight", 6, 2, 3, 2)
                .normal("bias", 6),
            Recipe.of("depthwise", new Convolution(strided, 4))
                .normal("input", 2, 4, 7, 6)
                .normal("weight", 4, 1, 3, 2),
            Recipe.of(
                    "transposed",
                    new TransposedConvolution(
                        Window.of(4, 4).stride(2, 2).padding(1, 1), List.of(0, 0), 1))
                .normal("input", 2, 5, 3, 4)
                .normal("weight", 5, 3, 4, 4)
                .normal("bias", 3),
            Recipe.of("linear", new Linear())
                .normal("input", 7, 11)
                .normal("weight", 5, 11)
                .normal("bias", 5),
            Recipe.of("max", new MaxPool(Window.of(3, 3).stride(2, 2), false, TieRule.FIRST))
                .distinct("input", 2, 3, 9, 7),
            Recipe.of("mean", new AvgPool(Window.of(3, 3).stride(2, 2), false, true))
                .normal("input", 2, 3, 9, 7),
            Recipe.of("global", new GlobalAvgPool(2)).normal("input", 2, 3, 5, 7),
            Recipe.of("nearest", new UpsampleNearest(TWICE)).normal("input", 2, 3, 4, 5),
            Recipe.of("dilated", new Convolution(strided.dilation(2, 3), 1))
                .normal("input", 1, 2, 9, 8)
                .normal("weight", 3, 2, 3, 2))
        .map(recipe -> Named.of(recipe.id(), recipe));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void theBudgetIsNoSmallerThanTheRunningErrorAnalysisAndNotMuchGreater(Recipe recipe) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Case exam = recipe.draw(5).as(dtype);
      for (String quantity : exam.quantities()) {
        LayerTruth truth = standard(exam, dtype).truth(quantity);
        double[] analysed = analysed(exam, dtype, quantity);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < analysed.length; i++) {
          assertThat(truth.budget(i))
              .as("%s %s at %d", quantity, dtype, i)
              .isGreaterThanOrEqualTo(analysed[i] * (1 - 1e-12));
          least = analysed[i] > 0 ? Math.min(least, truth.budget(i) / analysed[i]) : least;
        }
        // where the sum is the longest; in float64 the reference may err as much again
        if (truth.terms().roundings() > 0) {
          assertThat(least).as("%s %s", quantity, dtype).isLessThan(4);
        }
      }
    }
  }

  /** Its weights are exact when the size doubles, which the running analysis does not know. */
  @Test
  void correctKernelsOfBilinearInterpolationStayWithinTheBudget() {
    Case exam =
        Recipe.of("bilinear", new UpsampleLinear(TWICE, false))
            .normal("input", 2, 3, 4, 5)
            .draw(3)
            .as(DType.FLOAT32);
    Standard standard = new Standard(exam, DType.FLOAT32);
    for (String quantity : exam.quantities()) {
      LayerTruth truth = standard(exam, DType.FLOAT32).truth(quantity);
      for (Tensor peer : standard.peers(quantity)) {
        assertThat(LayerComparison.compare(peer, truth).status()).isEqualTo(Status.PASSED);
      }
    }
  }

  private static double[] analysed(Case exam, DType dtype, String quantity) {
    ErrorAnalysis analysis = new ErrorAnalysis(Precision.of(dtype));
    return quantity.equals(Case.FORWARD)
        ? analysis.forward(exam.operator(), exam.operands())
        : analysis
            .vjp(exam.operator(), exam.operands(), exam.cotangent())
            .get(Case.operandOf(quantity));
  }

  /** RMS errors of one draw scatter; the model has to be right to a quarter. */
  @Test
  void theDefinitionInSequenceHasTheErrorThatTheModelSays() {
    Case exam = CONVOLUTION.draw(7).as(DType.FLOAT32);
    for (String quantity : exam.quantities()) {
      LayerTruth truth = standard(exam, DType.FLOAT32).truth(quantity);
      Tensor naive = naive(exam, quantity);
      double squares = 0;
      for (int i = 0; i < naive.size(); i++) {
        squares += Math.pow(naive.at(i) - truth.value().at(i), 2);
      }
      double ratio = Math.sqrt(squares / naive.size()) / truth.usual();
      assertThat(ratio).as(quantity).isBetween(0.7, 1.25);
      assertThat(LayerComparison.compare(naive, truth).status()).isEqualTo(Status.PASSED);
    }
  }

  private static Tensor naive(Case exam, String quantity) {
    return quantity.equals(Case.FORWARD)
        ? Evaluation.DEFINITION.forward(exam.operator(), exam.operands(), DType.FLOAT32)
        : Evaluation.DEFINITION.gradient(
            exam.operator(),
            Case.operandOf(quantity),
            exam.operands(),
            exam.cotangent(),
            DType.FLOAT32);
  }

  @Test
  void productsOfTenBitsAreOutsideTheBudget() {
    Case exam = CONVOLUTION.draw(7).as(DType.FLOAT32);
    Map<String, Tensor> rounded =
        Map.of(
            "input", exam.operands().get("input").map(LayerTruthTest::tenBits),
            "weight", exam.operands().get("weight").map(LayerTruthTest::tenBits));
    Tensor got = Evaluation.DEFINITION.forward(exam.operator(), rounded, DType.FLOAT32);
    Verdict verdict = LayerComparison.compare(got, standard(exam, DType.FLOAT32).truth("forward"));
    assertThat(verdict.status()).isEqualTo(Status.FAILED);
    assertThat(verdict.explanation()).contains("n = 216 roundings");
  }

  @Test
  void aSlightLossOfPrecisionIsWithinTheBudgetAndFoundByTheStatisticalGate() {
    Case exam = CONVOLUTION.draw(7).as(DType.FLOAT32);
    Tensor got = exactForward(exam).map(value -> value * (1 + 0x1p-19));
    Verdict verdict = LayerComparison.compare(got, standard(exam, DType.FLOAT32).truth("forward"));
    assertThat(verdict.status()).isEqualTo(Status.FAILED);
    assertThat(verdict.agreement().orElseThrow().budgetUse()).isLessThan(1);
    assertThat(verdict.explanation())
        .startsWith("less precise than float32: the RMS error")
        .endsWith("allowed 4 times");
  }

  private static Tensor exactForward(Case exam) {
    return Evaluation.DEFINITION
        .forward(exam.as(DType.FLOAT64).operator(), widened(exam), DType.FLOAT64)
        .as(DType.FLOAT32);
  }

  private static Map<String, Tensor> widened(Case exam) {
    return Map.of(
        "input", exam.operands().get("input").as(DType.FLOAT64),
        "weight", exam.operands().get("weight").as(DType.FLOAT64));
  }

  private static double tenBits(double value) {
    float number = (float) value;
    return Float.intBitsToFloat((Float.floatToIntBits(number) + (1 << 12)) & -(1 << 13));
  }

  @Test
  void oneWrongElementOfManyIsFoundWithItsIndex() {
    Case exam = CONVOLUTION.draw(7).as(DType.FLOAT32);
    LayerTruth truth = standard(exam, DType.FLOAT32).truth("forward");
    Tensor right = exactForward(exam);
    int offset = right.shape().offset(1, 3, 2, 8);
    Verdict verdict = LayerComparison.compare(right.with(offset, right.at(offset) + 0.01), truth);
    assertThat(verdict.status()).isEqualTo(Status.FAILED);
    assertThat(verdict.explanation()).startsWith("at [1, 3, 2, 8] expected");
    assertThat(LayerComparison.compare(right.with(offset, Double.NaN), truth).status())
        .isEqualTo(Status.FAILED);
  }

  @Test
  void zerosAreNoEvidence() {
    Case exam =
        Recipe.of("zeros", new Linear())
            .fixed("input", Tensor.filled(DType.FLOAT64, Shape.of(3, 4), 0))
            .normal("weight", 2, 4)
            .draw(1)
            .as(DType.FLOAT32);
    Tensor zeros = Tensor.filled(DType.FLOAT32, exam.cotangent().shape(), 0);
    assertThat(
            LayerComparison.compare(zeros, standard(exam, DType.FLOAT32).truth("forward")).status())
        .isEqualTo(Status.MISTRUSTED);
  }

  /** A maximum is selected, not computed: its budget is 0, that of an infinite one too. */
  @Test
  void anInfinityThatIsSelectedCostsNothing() {
    Case exam =
        Recipe.of("infinite", new MaxPool(Window.of(2).stride(2), false))
            .fixed("input", Tensor.float64(Shape.of(1, 1, 4), 1, Double.POSITIVE_INFINITY, 2, 3))
            .draw(1)
            .as(DType.FLOAT32);
    LayerTruth truth = standard(exam, DType.FLOAT32).truth("forward");
    assertThat(truth.budget(0)).isZero();
    assertThat(LayerComparison.compare(truth.value().as(DType.FLOAT32), truth).status())
        .isEqualTo(Status.PASSED);
  }

  private static LayerStandard standard(Case exam, DType dtype) {
    return new LayerStandard(exam, dtype, Evaluation.DEFINITION);
  }
}
