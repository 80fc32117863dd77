package dev.etalon.reference.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ReluTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private final Asked asked =
      Asked.of(new Relu())
          .with("input", Tensor.vector(2, -3, 0, -0.0, INFINITY, -INFINITY, Double.NaN));

  @Test
  void theNegativePartIsCutAndNaNStays() {
    assertThat(asked.forward()).isEqualTo(Tensor.vector(2, 0, 0, 0, INFINITY, 0, Double.NaN));
  }

  @Test
  void theGradientPassesWhereTheInputIsPositiveAndIsZeroAtZero() {
    assertThat(asked.gradient("input", 1, 2, 3, 4, 5, 6, 7))
        .isEqualTo(Tensor.vector(1, 0, 0, 0, 5, 0, 7));
  }
}
