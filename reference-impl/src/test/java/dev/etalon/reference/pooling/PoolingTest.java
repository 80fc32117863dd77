package dev.etalon.reference.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import org.junit.jupiter.api.Test;

class PoolingTest {
  private static final Window PAIRS = Window.of(2).stride(2);

  private static Asked line(Operator operator, double... input) {
    return Asked.of(operator).with("input", Tensor.float64(Shape.of(1, 1, input.length), input));
  }

  @Test
  void theLecturesMaximumAndItsEmbedding() {
    Asked asked = line(new MaxPool(PAIRS, false), 1, 2, 3, 4, 5, 6);
    assertThat(asked.forward().toArray()).containsExactly(2, 4, 6);
    assertThat(asked.gradient("input", 10, 20, 30).toArray()).containsExactly(0, 10, 0, 20, 0, 30);
  }

  @Test
  void overlappingWindowsAddUpAndTheFirstOfEqualsWins() {
    Asked asked = line(new MaxPool(Window.of(3), false), 1, 7, 7, 2, 3);
    assertThat(asked.forward().toArray()).containsExactly(7, 7, 7);
    assertThat(asked.gradient("input", 1, 10, 100).toArray()).containsExactly(0, 11, 100, 0, 0);
  }

  @Test
  void paddingNeverWinsAndNaNAlwaysDoes() {
    Operator padded = new MaxPool(PAIRS.padding(1), false);
    assertThat(line(padded, -5, -3, -4).forward().toArray()).containsExactly(-5, -3);
    Asked poisoned = line(new MaxPool(PAIRS, false), 1, Double.NaN, Double.NaN, 2);
    assertThat(poisoned.forward().toArray()).containsOnly(Double.NaN);
    assertThat(poisoned.gradient("input", 1, 10).toArray()).containsExactly(0, 1, 10, 0);
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(line(new MaxPool(PAIRS, false), -infinity, -infinity).forward().at(0))
        .isEqualTo(-infinity);
  }

  @Test
  void ceilModeAddsTheRaggedWindow() {
    assertThat(line(new MaxPool(PAIRS, false), 1, 2, 3).forward().toArray()).containsExactly(2);
    assertThat(line(new MaxPool(PAIRS, true), 1, 2, 3).forward().toArray()).containsExactly(2, 3);
    assertThat(line(new AvgPool(PAIRS, true, true), 1, 2, 3).forward().toArray())
        .as("what ceil mode adds never counts")
        .containsExactly(1.5, 3);
  }

  @Test
  void theDivisorCountsThePaddingOrNot() {
    Window window = PAIRS.padding(1);
    assertThat(line(new AvgPool(window, false, true), 2, 4, 6).forward().toArray())
        .containsExactly(1, 5);
    assertThat(line(new AvgPool(window, false, false), 2, 4, 6).forward().toArray())
        .containsExactly(2, 5);
    assertThat(line(new AvgPool(window, false, true), 2, 4, 6).gradient("input", 10, 100).toArray())
        .containsExactly(5, 50, 50);
    assertThat(
            line(new AvgPool(window, false, false), 2, 4, 6).gradient("input", 10, 100).toArray())
        .containsExactly(10, 50, 50);
  }

  @Test
  void imagesAreReadRowByRow() {
    Asked max = Asked.of(new MaxPool(Window.of(2, 1), false)).counting("input", 1, 1, 3, 2);
    assertThat(max.forward().toArray()).containsExactly(3, 4, 5, 6);
    Asked mean = Asked.of(new AvgPool(Window.of(2, 1), false, true)).counting("input", 1, 1, 3, 2);
    assertThat(mean.forward().toArray()).containsExactly(2, 3, 4, 5);
  }

  @Test
  void paddingAboveHalfTheKernelIsRefused() {
    Asked.isRefused(
        () -> new MaxPool(Window.of(3).padding(2), false),
        "max_pool has padding 2 + 2; each side may be at most half the kernel 3");
    Asked.isRefused(
        () -> new AvgPool(Window.of(2).paddingAfter(2), false, true),
        "avg_pool has padding 0 + 2; each side may be at most half the kernel 2");
    Asked.isRefused(
        () -> new AvgPool(Window.of(2).dilation(2), false, true),
        "avg_pool has dilation 2; only 1 is defined");
  }

  @Test
  void aWindowOfNothingButPaddingIsRefused() {
    Window gap = Window.of(2).dilation(3).padding(1);
    line(new MaxPool(gap, false), 5, 6)
        .isRefused(
            "max_pool1d has a window of nothing but padding (kernel 2, dilation 3, padding 1 + 1,"
                + " input 2); use less dilation or padding");
    assertThat(line(new MaxPool(gap, false), 5, 6, 7).forward().toArray()).containsExactly(7, 5);
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    Asked.of(new MaxPool(Window.of(2, 2), false))
        .counting("input", 3, 4, 5)
        .isRefused("max_pool2d needs an input of shape (N, C, 2 spatial axes); given is (3, 4, 5)");
    line(new AvgPool(Window.of(3), false, true), 1, 2)
        .isRefused(
            "the kernel covers 3 (kernel 3, dilation 1) but the padded input has only 2 "
                + "(extent 2, padding 0 + 0); use a smaller kernel or more padding");
  }
}
