package dev.etalon.reference.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureTest {
  private static Tensor forward(Operator operator, Map<String, Tensor> operands) {
    return Evaluation.DEFINITION.forward(operator, operands, DType.FLOAT64);
  }

  private static Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return Evaluation.DEFINITION.vjp(operator, operands, cotangent, DType.FLOAT64);
  }

  @Test
  void thePowersBeginWithTheFirst() {
    assertThat(forward(new PolynomialFeatures(3), Map.of("input", Tensor.vector(-2, 3))))
        .isEqualTo(Tensor.float64(Shape.of(2, 3), -2, 4, -8, 3, 9, 27));
  }

  /** 10 + 100·2x + 1000·3x² at −2: 10 − 400 + 12000. */
  @Test
  void theGradientOfThePowersIsTheirSlopesWeighted() {
    assertThat(
            vjp(
                new PolynomialFeatures(3),
                Map.of("input", Tensor.vector(-2, 0)),
                Tensor.float64(Shape.of(2, 3), 10, 100, 1000, 7, 11, 13)))
        .isEqualTo(Map.of("input", Tensor.vector(11_610, 7)));
  }

  @Test
  void aDegreeBelowOneIsRefused() {
    assertThatThrownBy(() -> new PolynomialFeatures(0))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("the degree is 0; it must be at least 1");
  }

  @Test
  void theKernelIsAGaussianOfTheDistance() {
    Tensor gram =
        forward(
            new RbfKernel(0.5),
            Map.of(
                "input", Tensor.float64(Shape.of(1, 2), 1, 2),
                "centre", Tensor.float64(Shape.of(3, 2), 1, 2, 1, 4, 2, 1)));

    assertThat(gram.shape()).isEqualTo(Shape.of(1, 3));
    assertThat(gram.get(0, 0)).isEqualTo(1);
    assertThat(gram.get(0, 1)).isEqualTo(Math.exp(-2));
    assertThat(gram.get(0, 2)).isEqualTo(Math.exp(-1));
  }

  /** y = exp(−2·3²), ∂y/∂x = −2·2·3·y. */
  @Test
  void theKernelsGradientsPullInputAndCentreTogether() {
    Map<String, Tensor> gradients =
        vjp(
            new RbfKernel(2),
            Map.of(
                "input", Tensor.float64(Shape.of(1, 1), 5),
                "centre", Tensor.float64(Shape.of(1, 1), 2)),
            Tensor.float64(Shape.of(1, 1), 1));
    double expected = 12 * Math.exp(-18);

    assertThat(gradients.get("input").at(0)).isCloseTo(-expected, within(4 * Math.ulp(expected)));
    assertThat(gradients.get("centre").at(0)).isCloseTo(expected, within(4 * Math.ulp(expected)));
  }

  @Test
  void theKernelIsSmoothWhereInputAndCentreCoincide() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.float64(Shape.of(1, 2), 3, 4),
            "centre", Tensor.float64(Shape.of(1, 2), 3, 4));

    assertThat(vjp(new RbfKernel(1), operands, Tensor.float64(Shape.of(1, 1), 1)))
        .isEqualTo(
            Map.of(
                "input", Tensor.float64(Shape.of(1, 2), 0, 0),
                "centre", Tensor.float64(Shape.of(1, 2), 0, 0)));
  }

  @Test
  void aKernelNeedsAPositiveWidthAndPointsOfOneDimension() {
    assertThatThrownBy(() -> new RbfKernel(0))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("gamma is 0.0; it must be positive and finite");
    assertThatThrownBy(
            () ->
                forward(
                    new RbfKernel(1),
                    Map.of(
                        "input", Tensor.float64(Shape.of(1, 2), 3, 4),
                        "centre", Tensor.float64(Shape.of(2, 1), 3, 4))))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "rbf_kernel needs an input (N, D) and centres (M, D); given are (1, 2) and (2, 1)");
  }
}
