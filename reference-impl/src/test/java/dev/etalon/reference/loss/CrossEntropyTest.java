package dev.etalon.reference.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  private static final double LN2 = Math.log(2);

  /** Rows with probabilities ¼, ¼, ½ and ⅓, ⅓, ⅓. */
  private static final Tensor LOGITS = Tensor.float64(Shape.of(2, 3), 0, 0, LN2, 7, 7, 7);

  private static Asked asked(long... targets) {
    return Asked.of(new CrossEntropy())
        .with("input", LOGITS)
        .with("target", Tensor.int64(Shape.of(targets.length), targets));
  }

  @Test
  void theLossIsTheMeanOverTheRows() {
    assertThat(asked(0, 1).forward().shape()).isEqualTo(Shape.scalar());
    assertThat(asked(0, 1).forward().at(0)).isCloseTo((2 * LN2 + Math.log(3)) / 2, within(1e-15));
    assertThat(asked(2, 1).forward().at(0)).isCloseTo((LN2 + Math.log(3)) / 2, within(1e-15));
  }

  @Test
  void theGradientIsSoftmaxMinusOnehotOverN() {
    assertThat(asked(2, 0).gradient("input", 12).toArray())
        .containsExactly(new double[] {1.5, 1.5, -3, -4, 2, 2}, within(1e-14));
  }

  @Test
  void targetsOutsideTheClassesAreRefused() {
    asked(0, 3)
        .isRefused("target 3 at (1) is not a class; allowed are 0 to 2 and the ignore index -100");
    asked(-1, 0)
        .isRefused("target -1 at (0) is not a class; allowed are 0 to 2 and the ignore index -100");
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    asked(0)
        .isRefused(
            "cross_entropy needs one class label for each example, a target of shape (2); given is (1)");
    Asked.of(new CrossEntropy())
        .counting("input", 2, 0)
        .with("target", Tensor.int64(Shape.of(2), 0, 0))
        .isRefused(
            "cross_entropy needs an input of shape (N, C, …) or (C), C ≥ 1; given is (2, 0)");
    asked(0, 1)
        .counting("weight", 2)
        .isRefused("cross_entropy needs one weight for each of 3 classes; given is (2)");
  }
}
