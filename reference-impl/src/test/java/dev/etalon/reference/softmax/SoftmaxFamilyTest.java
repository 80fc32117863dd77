package dev.etalon.reference.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SoftmaxFamilyTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double LN2 = Math.log(2);

  /** Probabilities ¼, ¼, ½. */
  private static final Tensor ROW = Tensor.float64(Shape.of(1, 3), 5, 5, 5 + LN2);

  private static void assertClose(Tensor actual, double... expected) {
    assertThat(actual.toArray()).containsExactly(expected, within(1e-14));
  }

  @Test
  void softmaxByHand() {
    Asked asked = Asked.of(new Softmax(1)).with("input", ROW);
    assertClose(asked.forward(), 0.25, 0.25, 0.5);
    // ȳ·y = 4/4 + 0 + 8/2 = 5
    assertClose(asked.gradient("input", 4, 0, 8), -0.25, -1.25, 1.5);
  }

  @Test
  void logSoftmaxByHand() {
    Asked asked = Asked.of(new LogSoftmax(-1)).with("input", ROW);
    assertClose(asked.forward(), -2 * LN2, -2 * LN2, -LN2);
    assertClose(asked.gradient("input", 4, 0, 8), 4 - 3, 0 - 3, 8 - 6);
  }

  @Test
  void logSumExpByHand() {
    Asked asked = Asked.of(new LogSumExp(1)).with("input", ROW);
    assertThat(asked.forward().shape()).isEqualTo(Shape.of(1));
    assertClose(asked.forward(), 5 + 2 * LN2);
    assertClose(asked.gradient("input", 8), 2, 2, 4);
  }

  /** Column 0 is (0, ln 3), column 1 is (ln 7, 0). */
  @Test
  void theAxisChoosesTheLines() {
    Tensor matrix = Tensor.float64(Shape.of(2, 2), 0, Math.log(7), Math.log(3), 0);
    assertClose(Asked.of(new Softmax(0)).with("input", matrix).forward(), 0.25, 0.875, 0.75, 0.125);
    assertClose(
        Asked.of(new LogSumExp(-2)).with("input", matrix).forward(), Math.log(4), Math.log(8));
  }

  @Test
  void largeLogitsNeitherOverflowNorUnderflow() {
    Tensor row = Tensor.vector(1000, -1000, 1000);
    assertClose(Asked.of(new Softmax(0)).with("input", row).forward(), 0.5, 0, 0.5);
    assertThat(Asked.of(new LogSoftmax(0)).with("input", row).forward().toArray())
        .containsExactly(-LN2, -2000 - LN2, -LN2);
    assertThat(Asked.of(new LogSumExp(0)).with("input", row).forward().at(0)).isEqualTo(1000 + LN2);
  }

  @Test
  void aLogitOfMinusInfinityIsImpossible() {
    Tensor row = Tensor.vector(0, -INFINITY, 0);
    assertClose(Asked.of(new Softmax(0)).with("input", row).forward(), 0.5, 0, 0.5);
    assertClose(
        Asked.of(new Softmax(0)).with("input", row).gradient("input", 1, 5, 0), 0.25, 0, -0.25);
    assertThat(Asked.of(new LogSoftmax(0)).with("input", row).forward().at(1)).isEqualTo(-INFINITY);
    assertClose(Asked.of(new LogSumExp(0)).with("input", row).gradient("input", 2), 1, 0, 1);
  }

  @Test
  void wholeRowsAtInfinityAreAsDocumented() {
    Tensor none = Tensor.vector(-INFINITY, -INFINITY);
    Tensor one = Tensor.vector(INFINITY, 0);
    assertThat(Asked.of(new LogSumExp(0)).with("input", none).forward().at(0)).isEqualTo(-INFINITY);
    assertThat(Asked.of(new LogSumExp(0)).with("input", one).forward().at(0)).isEqualTo(INFINITY);
    assertThat(Asked.of(new LogSumExp(0)).with("input", none).gradient("input", 1).toArray())
        .containsOnly(Double.NaN);
    for (Tensor row : List.of(none, one)) {
      assertThat(Asked.of(new Softmax(0)).with("input", row).forward().at(0)).isNaN();
      assertThat(Asked.of(new LogSoftmax(0)).with("input", row).forward().at(0)).isNaN();
    }
  }

  @Property(tries = 200)
  void softmaxIsADistributionThatAShiftDoesNotChange(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = -50, max = 50) Double> logits,
      @ForAll @DoubleRange(min = -500, max = 500) double shift) {
    Tensor row = Tensor.vector(logits.stream().mapToDouble(Double::doubleValue).toArray());
    Tensor y = Asked.of(new Softmax(0)).with("input", row).forward();
    Tensor shifted = Asked.of(new Softmax(0)).with("input", row.map(x -> x + shift)).forward();
    double total = 0;
    for (int i = 0; i < y.size(); i++) {
      assertThat(shifted.at(i)).isCloseTo(y.at(i), within(1e-12));
      total += y.at(i);
    }
    assertThat(total).isCloseTo(1, within(1e-14));
  }

  static List<IntFunction<Operator>> family() {
    return List.of(Softmax::new, LogSoftmax::new, LogSumExp::new);
  }

  @ParameterizedTest
  @MethodSource("family")
  void anAxisOutOfRangeOrEmptyIsRefused(IntFunction<Operator> along) {
    String name = along.apply(0).name();
    Asked.of(along.apply(2))
        .counting("input", 2, 3)
        .isRefused(name + " along axis 2 of shape (2, 3); allowed are axes -2 to 1");
    Asked.of(along.apply(-3))
        .counting("input", 2, 3)
        .isRefused(name + " along axis -3 of shape (2, 3); allowed are axes -2 to 1");
    Asked.of(along.apply(1))
        .counting("input", 2, 0)
        .isRefused(name + " along axis 1 of shape (2, 0) has nothing to sum");
  }
}
