package dev.etalon.reference.affine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LinearTest {
  private static final Tensor WEIGHT = Tensor.float64(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);

  private static Asked batch() {
    return Asked.of(new Linear())
        .with("input", Tensor.float64(Shape.of(2, 2), 10, 1, 20, 2))
        .with("weight", WEIGHT)
        .with("bias", Tensor.vector(100, 200, 300));
  }

  @Test
  void byHand() {
    assertThat(batch().forward())
        .isEqualTo(Tensor.float64(Shape.of(2, 3), 112, 234, 356, 124, 268, 412));
    double[] cotangent = {1, 0, 0, 0, 10, 100};
    assertThat(batch().gradient("input", cotangent))
        .isEqualTo(Tensor.float64(Shape.of(2, 2), 1, 2, 530, 640));
    assertThat(batch().gradient("weight", cotangent))
        .isEqualTo(Tensor.float64(Shape.of(3, 2), 10, 1, 200, 20, 2000, 200));
    assertThat(batch().gradient("bias", cotangent)).isEqualTo(Tensor.vector(1, 10, 100));
  }

  @Test
  void aVectorIsOneRowAndMoreAxesAreMoreRows() {
    Asked vector =
        Asked.of(new Linear()).with("input", Tensor.vector(10, 1)).with("weight", WEIGHT);
    assertThat(vector.forward()).isEqualTo(Tensor.vector(12, 34, 56));
    assertThat(vector.gradient("input", 1, 1, 0)).isEqualTo(Tensor.vector(4, 6));
    assertThat(vector.gradient("bias", 1, 1, 0)).as("no bias was given").isNull();
    Asked box = Asked.of(new Linear()).counting("input", 2, 4, 2).with("weight", WEIGHT);
    assertThat(box.forward().shape()).isEqualTo(Shape.of(2, 4, 3));
    assertThat(box.forward().get(1, 3, 2)).isEqualTo(5 * 15 + 6 * 16);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Asked.of(new Linear())
        .counting("input", 4, 3)
        .with("weight", WEIGHT)
        .isRefused(
            "linear needs an input (…, in) and a weight (out, in); given are (4, 3) and (3, 2)");
    Asked.of(new Linear())
        .counting("input", 4, 2)
        .with("weight", WEIGHT)
        .counting("bias", 2)
        .isRefused("linear needs a bias of shape (3); given is (2)");
  }
}
