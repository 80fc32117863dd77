package dev.etalon.reference.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.arithmetic.RoundedArithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import org.junit.jupiter.api.Test;

class GradientDescentTest {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  private static NdArray<Double> vector(double... elements) {
    return NdArray.from(Tensor.vector(elements), DOUBLES::constant);
  }

  @Test
  void aStepGoesAgainstTheGradient() {
    NdArray<Double> moved =
        new GradientDescent(0.25).step(DOUBLES, vector(2, -1, 3), vector(12, -4, 0));

    assertThat(moved.toTensor(DType.FLOAT64, DOUBLES::value)).isEqualTo(Tensor.vector(-1, 0, 3));
  }

  @Test
  void aStepThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> new GradientDescent(-0.5))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("the step is -0.5; it must be positive and finite");
  }
}
