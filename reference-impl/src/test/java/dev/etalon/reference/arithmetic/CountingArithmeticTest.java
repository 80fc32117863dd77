package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountingArithmeticTest {
  private final CountingArithmetic counting = new CountingArithmetic();

  @Test
  void everyOperationIsCountedUnderItsKind() {
    counting.add(1.0, 2.0);
    counting.subtract(1.0, 2.0);
    counting.multiply(0.0, 2.0);
    counting.divide(1.0, 2.0);
    for (double x : List.of(1.0)) {
      counting.sqrt(x);
      counting.exp(x);
      counting.expm1(x);
      counting.log(x);
      counting.log1p(x);
      counting.tanh(x);
    }
    counting.compare(1.0, 2.0);
    counting.max(1.0, 2.0);
    assertThat(counting.count()).isEqualTo(new OperationCount(2, 1, 1, 6, 2));
    assertThat(counting.count().total()).isEqualTo(12);
  }

  @Test
  void aSumOfNTermsHasOneAdditionLess() {
    assertThat(counting.sum(List.of(1.0, 2.0, 3.0, 4.0))).isEqualTo(10);
    counting.sum(List.of(1.0));
    counting.sum(List.of());
    assertThat(counting.count().additions()).isEqualTo(3);
  }

  @Test
  void signsConstantsAndStabilizersAreFree() {
    counting.negate(counting.constant(3));
    counting.stabilizer(List.of(1.0, 2.0));
    assertThat(counting.count().total()).isZero();
  }
}
