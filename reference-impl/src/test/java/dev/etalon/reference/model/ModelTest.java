package dev.etalon.reference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.feature.SignedWeight;
import dev.etalon.reference.loss.HingeLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Tensor ONE = Tensor.float64(Shape.scalar(), 1);

  private static double loss(Operator model, Map<String, Tensor> operands) {
    return Evaluation.DEFINITION.forward(model, operands, DType.FLOAT64).at(0);
  }

  private static Map<String, Tensor> gradients(Operator model, Map<String, Tensor> operands) {
    return Evaluation.DEFINITION.vjp(model, operands, ONE, DType.FLOAT64);
  }

  /** Equal logits of two classes: each example costs log 2, and softmax − onehot is ±½. */
  @Test
  void logisticRegressionSumsOverItsExamples() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.float64(Shape.of(3, 2), 1, 2, 3, 4, 5, 6),
            "weight", Tensor.float64(Shape.of(2, 2), 0, 0, 0, 0),
            "bias", Tensor.vector(0, 0),
            "target", Tensor.int64(Shape.of(3), 0, 1, 1));

    assertThat(loss(new LogisticRegression(), operands))
        .isCloseTo(3 * Math.log(2), within(Math.ulp(4.0)));
    assertThat(gradients(new LogisticRegression(), operands))
        .containsEntry("bias", Tensor.vector(0.5, -0.5))
        .containsEntry("weight", Tensor.float64(Shape.of(2, 2), 3.5, 4, -3.5, -4));
  }

  /**
   * w = [2, −1], b = −1: scores 1 and −8 with classes 1 and 1, so margins 1 (no violation) and −8
   * (violation 9); L = ½·5 + 9/2; w̄ = 2·½·w − ½·[−3, 1]; b̄ = −½.
   */
  @Test
  void theLinearMachinePaysForViolatedMarginsAndForItsWeight() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.float64(Shape.of(2, 2), 1, 0, -3, 1),
            "weight", Tensor.float64(Shape.of(1, 2), 2, -1),
            "bias", Tensor.vector(-1),
            "target", Tensor.int64(Shape.of(2, 1), 1, 1));

    assertThat(loss(new LinearSvm(0.5), operands)).isEqualTo(7);
    assertThat(gradients(new LinearSvm(0.5), operands))
        .containsEntry("weight", Tensor.float64(Shape.of(1, 2), 3.5, -1.5))
        .containsEntry("bias", Tensor.vector(-0.5))
        .containsEntry("input", Tensor.float64(Shape.of(2, 2), 0, 0, -1, 0.5));
  }

  /**
   * Two points with k = e^−γd² between them, classes 1 and 0, α = [1, 2], b = 0: f(x_0) = 1 − 2k,
   * f(x_1) = k − 2. With γd² = log 2, k = ½: f = 0 and −1.5, margins 0 and 1.5: L = λ·5 + 1/2.
   */
  @Test
  void theKernelMachineScoresByItsSignedSupportVectors() {
    double lambda = 0.125;
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.float64(Shape.of(2, 1), 0, 1),
            "alpha", Tensor.vector(1, 2),
            "bias", Tensor.vector(0),
            "target", Tensor.int64(Shape.of(2, 1), 1, 0));
    KernelSvm model = new KernelSvm(Math.log(2), lambda);
    Map<String, Tensor> gradients = gradients(model, operands);

    assertThat(loss(model, operands)).isCloseTo(5 * lambda + 0.5, within(Math.ulp(2.0)));
    assertThat(gradients.get("bias")).isEqualTo(Tensor.vector(-0.5));
    assertThat(gradients.get("alpha").at(0)).isCloseTo(2 * lambda * 1 - 0.5, within(Math.ulp(1.0)));
    assertThat(gradients.get("alpha").at(1))
        .isCloseTo(2 * lambda * 2 + 0.25, within(Math.ulp(1.0)));
  }

  /** At x = 2: prediction 3·2 + 1·4 + 5 = 15 for 12, error 3; L = 0.5·10 + 9. */
  @Test
  void polynomialRegressionPenalizesTheWeightButNotTheBias() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.vector(2),
            "weight", Tensor.float64(Shape.of(1, 2), 3, 1),
            "bias", Tensor.vector(5),
            "target", Tensor.float64(Shape.of(1, 1), 12));
    Operator model = new PolynomialRegression(2, 0.5);

    assertThat(loss(model, operands)).isEqualTo(14);
    assertThat(gradients(model, operands))
        .containsEntry("weight", Tensor.float64(Shape.of(1, 2), 3 + 12, 1 + 24))
        .containsEntry("bias", Tensor.vector(6))
        .containsEntry("input", Tensor.vector(6 * (3 + 2 * 2)))
        .containsEntry("target", Tensor.float64(Shape.of(1, 1), -6));
  }

  /** A violated margin is what the forward value says that NaN is. */
  @Test
  void aNanScoreHasTheGradientOfAViolatedMargin() {
    Map<String, Tensor> operands =
        Map.of("input", Tensor.vector(Double.NaN, 2), "target", Tensor.int64(Shape.of(2), 1, 1));
    Operator hinge = new HingeLoss(Reduction.SUM);

    assertThat(loss(hinge, operands)).isNaN();
    assertThat(gradients(hinge, operands)).containsEntry("input", Tensor.vector(-1, 0));
  }

  @Test
  void aPerceptronHasAWeightAndABiasForEveryLayer() {
    assertThat(new MultilayerPerceptron(2, new Relu()).operands())
        .extracting(Operand::name)
        .containsExactly("input", "weight1", "bias1", "weight2", "bias2", "target");
    assertThatThrownBy(() -> new MultilayerPerceptron(0, new Relu()))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("the number of layers is 0; it must be at least 1");
  }

  @Test
  void signedWeightsRefuseOtherClassesThanTwo() {
    assertThatThrownBy(
            () ->
                Evaluation.DEFINITION.forward(
                    new SignedWeight(),
                    Map.of(
                        "input", Tensor.vector(1, 2),
                        "target", Tensor.int64(Shape.of(2), 1, -1)),
                    DType.FLOAT64))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("target -1 of example 1 is not a class of two; allowed are 0 and 1");
    assertThatThrownBy(
            () ->
                new SignedWeight()
                    .outputShape(Map.of("input", Shape.of(3), "target", Shape.of(2, 1))))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("signed_weight needs one weight for each target; given are (3) and (2, 1)");
  }
}
