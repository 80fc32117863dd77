package dev.etalon.reference.pooling;

import static dev.etalon.reference.operator.Evaluations.forward;
import static dev.etalon.reference.operator.Evaluations.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolingRulesTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Tensor line(double... elements) {
    return Tensor.float64(Shape.of(1, 1, elements.length), elements);
  }

  private static Tensor pool(Operator operator, Tensor input) {
    return forward(operator, Map.of("input", input));
  }

  private static Tensor gradient(Operator operator, Tensor input, Tensor cotangent) {
    return vjp(operator, Map.of("input", input), cotangent).get("input");
  }

  private static MaxPool tiles(int kernel, boolean ceilMode, TieRule ties) {
    return new MaxPool(Window.of(kernel).stride(kernel), ceilMode, ties);
  }

  /** It would list thousands of millions of windows, of which the first holds no element. */
  @Test
  void paddingFarBeyondTheInputIsRefusedAtOnce() {
    MaxPool operator = new MaxPool(Window.of(3, 3).padding(1 << 20, 1 << 20), false);
    assertThatThrownBy(() -> operator.outputShape(Map.of("input", Shape.of(1, 1, 3, 3))))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessageContaining("nothing but padding");
  }

  @Test
  void aKernelAsLargeAsItsPaddingIsRefusedBeforeItsPlacesAreListed() {
    MaxPool operator = new MaxPool(Window.of(9000, 9000).padding(8999, 8999), false);
    assertThatThrownBy(() -> operator.outputShape(Map.of("input", Shape.of(1, 1, 3, 3))))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessageContaining("places");
  }

  @Test
  void theLecturesExample() {
    MaxPool operator = tiles(2, false, TieRule.FIRST);
    Tensor input = line(1, 2, 3, 4, 5, 6);
    assertThat(pool(operator, input)).isEqualTo(line(2, 4, 6));
    assertThat(gradient(operator, input, line(10, 20, 30))).isEqualTo(line(0, 10, 0, 20, 0, 30));
  }

  @ParameterizedTest
  @CsvSource({"6, 2, 3", "7, 2, 4", "7, 3, 3", "8, 3, 3", "9, 3, 3", "1, 1, 1"})
  void inCeilModeNElementsMakeNOverKWindowsRoundedUp(int extent, int kernel, int windows) {
    Tensor input = Tensor.filled(DType.FLOAT64, Shape.of(1, 1, extent), 1);
    assertThat(pool(tiles(kernel, true, TieRule.FIRST), input).shape())
        .isEqualTo(Shape.of(1, 1, windows));
  }

  @Test
  void theRaggedWindowPoolsWhatThereIs() {
    assertThat(pool(tiles(2, true, TieRule.FIRST), line(1, 2, 3, 4, 5))).isEqualTo(line(2, 4, 5));
    assertThat(pool(new AvgPool(Window.of(2).stride(2), true, true), line(1, 2, 3, 4, 5)))
        .isEqualTo(line(1.5, 3.5, 5));
    assertThat(pool(tiles(2, false, TieRule.FIRST), line(1, 2, 3, 4, 5))).isEqualTo(line(2, 4));
  }

  @Test
  void ceilModeDropsAWindowThatWouldStartBeyondInputAndPadding() {
    // windows start at −1, 2 and 5; the input ends at 4
    MaxPool operator = new MaxPool(Window.of(2).stride(3).padding(1), true);
    assertThat(pool(operator, line(1, 2, 3, 4, 5))).isEqualTo(line(1, 4));
  }

  @Test
  void theFirstOfTiedMaximaReceivesTheGradientOrAllShareIt() {
    Tensor input = line(5, 5, 1, 2, 5, 5);
    Tensor cotangent = line(6, 12);
    assertThat(gradient(tiles(3, false, TieRule.FIRST), input, cotangent))
        .isEqualTo(line(6, 0, 0, 0, 12, 0));
    assertThat(gradient(tiles(3, false, TieRule.SPLIT), input, cotangent))
        .isEqualTo(line(3, 3, 0, 0, 6, 6));
    assertThat(pool(tiles(3, false, TieRule.SPLIT), input)).isEqualTo(line(5, 5));
  }

  @Test
  void paddingNeverWins() {
    assertThat(pool(new MaxPool(Window.of(3).padding(1), false), line(-3, -1, -2)))
        .isEqualTo(line(-1, -1, -1));
  }

  @Test
  void infinitiesAreOrderedAndTheFirstNanWins() {
    MaxPool operator = tiles(2, false, TieRule.FIRST);
    Tensor input = line(-INFINITY, 3, INFINITY, 4, -INFINITY, -INFINITY, NAN, 5, NAN, NAN);
    assertThat(pool(operator, input)).isEqualTo(line(3, INFINITY, -INFINITY, NAN, NAN));
    assertThat(gradient(operator, input, line(1, 2, 3, 4, 5)))
        .isEqualTo(line(0, 1, 2, 0, 3, 0, 4, 0, 5, 0));
  }

  @Test
  void paddingCountsInTheMeanOnlyIfAskedForAndWhatCeilModeAddsNever() {
    Window window = Window.of(4).stride(3).padding(1);
    Tensor input = line(12, 24, 36, 48, 60);
    // windows (pad, 12, 24, 36) and (36, 48, 60, pad); ceil mode adds none
    assertThat(pool(new AvgPool(window, true, true), input)).isEqualTo(line(18, 36));
    assertThat(pool(new AvgPool(window, true, false), input)).isEqualTo(line(24, 48));
    // the last window (60, pad, beyond) has two elements to count
    Window ragged = Window.of(3).stride(2).padding(1);
    assertThat(pool(new AvgPool(ragged, true, true), line(3, 6, 9, 12))).isEqualTo(line(3, 9, 6));
  }

  @Test
  void dilatedTapsBeyondThePaddingDoNotCount() {
    // taps at 2, 4 and 6 of the last window; 4 is padding, 6 lies beyond
    AvgPool operator = new AvgPool(Window.of(3).stride(2).dilation(2).paddingAfter(1), true, true);
    assertThat(pool(operator, line(1, 2, 3, 4))).isEqualTo(line(4.0 / 3));
    AvgPool wider = new AvgPool(Window.of(2).stride(2).dilation(2).paddingAfter(1), true, true);
    assertThat(pool(wider, line(1, 2, 3, 4))).isEqualTo(line(2, 1.5));
  }

  @Test
  void cellsOfAGridThatDoesNotDivideOverlap() {
    // the cells hold elements 0–1, 1–3 and 3–4
    Tensor input = line(1, 2, 3, 4, 6);
    assertThat(pool(new AdaptiveAvgPool(List.of(3)), input)).isEqualTo(line(1.5, 3, 5));
    assertThat(pool(new AdaptiveMaxPool(List.of(3), TieRule.FIRST), input))
        .isEqualTo(line(2, 4, 6));
    assertThat(gradient(new AdaptiveAvgPool(List.of(3)), input, line(2, 3, 4)))
        .isEqualTo(line(1, 2, 1, 3, 2));
    assertThat(pool(new AdaptiveAvgPool(List.of(4)), line(1, 5))).isEqualTo(line(1, 1, 5, 5));
  }

  @Test
  void globalPoolingKeepsTheAxes() {
    Tensor input = Tensor.float64(Shape.of(1, 2, 2, 2), 1, 2, 3, 4, -1, -2, -3, -4);
    Tensor cotangent = Tensor.float64(Shape.of(1, 2, 1, 1), 8, 12);
    assertThat(pool(new GlobalMaxPool(2, TieRule.FIRST), input))
        .isEqualTo(Tensor.float64(Shape.of(1, 2, 1, 1), 4, -1));
    assertThat(gradient(new GlobalMaxPool(2, TieRule.FIRST), input, cotangent))
        .isEqualTo(Tensor.float64(Shape.of(1, 2, 2, 2), 0, 0, 0, 8, 12, 0, 0, 0));
    assertThat(pool(new GlobalAvgPool(2), input))
        .isEqualTo(Tensor.float64(Shape.of(1, 2, 1, 1), 2.5, -2.5));
    assertThat(gradient(new GlobalAvgPool(2), input, cotangent))
        .isEqualTo(Tensor.float64(Shape.of(1, 2, 2, 2), 2, 2, 2, 2, 3, 3, 3, 3));
  }

  @Test
  void poolingOfAConstantIsTheConstant() {
    Tensor sevens = Tensor.filled(DType.FLOAT64, Shape.of(1, 2, 5, 6), 7);
    Window window = Window.of(3, 2).stride(2, 2).padding(1, 1);
    for (Operator operator :
        List.of(
            new MaxPool(window, true, TieRule.FIRST),
            new MaxPool(window, true, TieRule.SPLIT),
            new AvgPool(window, true, false),
            new AdaptiveAvgPool(List.of(2, 4)),
            new AdaptiveMaxPool(List.of(2, 4), TieRule.SPLIT))) {
      assertThat(pool(operator, sevens).toArray()).containsOnly(7);
    }
  }

  @Test
  void unpoolingEmbedsAndAddsUp() {
    MaxUnpool operator = new MaxUnpool(List.of(5));
    Map<String, Tensor> operands =
        Map.of("input", line(1, 2, 4), "indices", Tensor.int64(Shape.of(1, 1, 3), 3, 0, 3));
    assertThat(forward(operator, operands)).isEqualTo(line(2, 0, 0, 5, 0));
    assertThat(vjp(operator, operands, line(10, 20, 30, 40, 50)).get("input"))
        .isEqualTo(line(40, 10, 40));
  }

  @Test
  void unpoolingAtTheMaximaIsTheVjpOfMaxPooling() {
    Tensor input = line(1, 5, 2, 4, 3);
    Tensor cotangent = line(10, 20, 40);
    Tensor argmax = Tensor.int64(Shape.of(1, 1, 3), 1, 1, 3);
    assertThat(forward(new MaxUnpool(List.of(5)), Map.of("input", cotangent, "indices", argmax)))
        .isEqualTo(gradient(new MaxPool(Window.of(3), false), input, cotangent));
  }

  @Test
  void anEmptyBatchHasAnEmptyOutput() {
    Tensor none = Tensor.filled(DType.FLOAT64, Shape.of(0, 2, 4), 0);
    assertThat(pool(tiles(2, false, TieRule.FIRST), none).shape()).isEqualTo(Shape.of(0, 2, 2));
    assertThat(pool(new GlobalAvgPool(1), none).shape()).isEqualTo(Shape.of(0, 2, 1));
  }

  @Test
  void refusalsSayWhatWasGivenAndHowToMendIt() {
    assertThatThrownBy(() -> pool(new MaxPool(Window.of(2).padding(2), false), line(1, 2)))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "max_pool1d of the spatial extents (2) has a window that holds nothing but padding; use "
                + "less padding");
    assertThatThrownBy(() -> pool(new GlobalAvgPool(2), line(1, 2)))
        .hasMessage(
            "global_avg_pool needs an input of shape (N, C, 2 spatial axes), none of them empty; "
                + "given is (1, 1, 2)");
    assertThatThrownBy(() -> new AdaptiveAvgPool(List.of(2, 0)))
        .hasMessage(
            "adaptive_avg_pool has the output [2, 0]; give an extent of at least 1 for every "
                + "spatial axis");
    assertThatThrownBy(
            () ->
                forward(
                    new MaxUnpool(List.of(4)),
                    Map.of("input", line(1), "indices", Tensor.int64(Shape.of(1, 1, 1), 4))))
        .hasMessage(
            "max_unpool1d has the index 4; a channel of extents (4) has the positions 0 to 3");
    assertThatThrownBy(
            () ->
                forward(
                    new MaxUnpool(List.of(4)),
                    Map.of("input", line(1, 2), "indices", Tensor.int64(Shape.of(1, 1, 1), 0))))
        .hasMessage(
            "max_unpool1d needs an index for each element of its input (1, 1, 2); given are indices "
                + "of shape (1, 1, 1)");
  }
}
