package dev.etalon.reference.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {
  private static Asked line(Operator operator, double[] input, double... kernel) {
    return Asked.of(operator)
        .with("input", Tensor.float64(Shape.of(1, 1, input.length), input))
        .with("weight", Tensor.float64(Shape.of(1, 1, kernel.length), kernel));
  }

  private static Convolution conv(Window window) {
    return new Convolution(window, 1);
  }

  /** y₀ = 2·x₀ + 3·x₂, y₁ = 1·x₁ + 2·x₃ and so on: stride 2, dilation 2, padding 2 before. */
  @Test
  void strideDilationAndPaddingByHand() {
    Window window = Window.of(3).stride(2).dilation(2).paddingBefore(2);
    Asked asked = line(conv(window), new double[] {1, 10, 100, 1000, 10_000}, 1, 2, 3);
    assertThat(asked.forward().toArray()).containsExactly(302, 30_201);
    assertThat(asked.gradient("input", 1, 10).toArray()).containsExactly(2 + 10, 0, 3 + 20, 0, 30);
    assertThat(asked.gradient("weight", 1, 10).toArray())
        .containsExactly(10, 1 + 1000, 100 + 100_000);
  }

  @Test
  void theFlippedGradientsAreFlipped() {
    Asked asked = line(new FlippedConvolution(Window.of(2), 1), new double[] {1, 10, 100}, 5, 7);
    assertThat(asked.forward().toArray()).containsExactly(57, 570);
    assertThat(asked.gradient("input", 1, 10).toArray()).containsExactly(7, 5 + 70, 50);
    assertThat(asked.gradient("weight", 1, 10).toArray()).containsExactly(10 + 1000, 1 + 100);
  }

  /** Two groups: outputs 0 and 1 read channels 0 and 1, outputs 2 and 3 read channels 2 and 3. */
  @Test
  void groupsKeepTheirChannelsApart() {
    Asked asked =
        Asked.of(new Convolution(Window.of(1), 2))
            .with("input", Tensor.float64(Shape.of(1, 4, 1), 1, 10, 100, 1000))
            .with("weight", Tensor.float64(Shape.of(4, 2, 1), 1, 2, 3, 4, 5, 6, 7, 8))
            .with("bias", Tensor.vector(0.5, 0, 0, 0.25));
    assertThat(asked.forward().toArray()).containsExactly(21.5, 43, 6500, 8700.25);
    assertThat(asked.gradient("input", 1, 10, 100, 1000).toArray())
        .containsExactly(31, 42, 7500, 8600);
    assertThat(asked.gradient("weight", 1, 0, 0, 1000).toArray())
        .containsExactly(1, 10, 0, 0, 0, 0, 100_000, 1_000_000);
    assertThat(asked.gradient("bias", 1, 10, 100, 1000).toArray())
        .containsExactly(1, 10, 100, 1000);
  }

  @Test
  void imagesAreReadRowByRow() {
    Asked asked = Asked.of(conv(Window.of(2, 2))).counting("input", 1, 1, 3, 3);
    asked.with("weight", Tensor.float64(Shape.of(1, 1, 2, 2), 1, 10, 100, 1000));
    assertThat(asked.forward().toArray()).containsExactly(5421, 6532, 8754, 9865);
  }

  @Test
  void aTransposedConvolutionStampsItsKernel() {
    Operator operator = new TransposedConvolution(Window.of(3).stride(2).padding(1), List.of(1), 1);
    Asked asked = line(operator, new double[] {1, 10, 100}, 2, 3, 5);
    asked.with("bias", Tensor.vector(0.5));
    assertThat(asked.forward().toArray())
        .containsExactly(3.5, 5 + 20.5, 30.5, 50 + 200.5, 300.5, 500.5);
    assertThat(asked.gradient("input", 1, 10, 100, 0, 0, 7).toArray())
        .containsExactly(3 + 50, 20 + 300, 35);
    assertThat(asked.gradient("weight", 1, 10, 100, 0, 0, 7).toArray())
        .containsExactly(100, 1 + 1000, 10 + 700);
    assertThat(asked.gradient("bias", 1, 10, 100, 0, 0, 7).toArray()).containsExactly(118);
  }

  /** Input channels 0 and 1 write outputs 0 and 1, channels 2 and 3 write outputs 2 and 3. */
  @Test
  void transposedGroupsKeepTheirChannelsApart() {
    Asked asked =
        Asked.of(new TransposedConvolution(Window.of(1), List.of(0), 2))
            .with("input", Tensor.float64(Shape.of(1, 4, 1), 1, 10, 100, 1000))
            .with("weight", Tensor.float64(Shape.of(4, 2, 1), 1, 2, 3, 4, 5, 6, 7, 8));
    assertThat(asked.forward().toArray()).containsExactly(31, 42, 7500, 8600);
  }

  static List<BiFunction<Window, Integer, Operator>> convolutions() {
    return List.of(
        Convolution::new,
        FlippedConvolution::new,
        (window, groups) ->
            new TransposedConvolution(window, Collections.nCopies(window.rank(), 0), groups));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void impossibleAttributesAreRefused(BiFunction<Window, Integer, Operator> making) {
    Asked.isRefused(() -> making.apply(Window.of(2, 2), 0), "groups is 0; it must be at least 1");
    Asked.isRefused(
        () -> making.apply(Window.of(2).stride(0), 1), "stride is 0; it must be at least 1");
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void operandsThatDoNotFitAreRefused(BiFunction<Window, Integer, Operator> making) {
    Operator operator = making.apply(Window.of(2, 3), 2);
    // FlippedConvolution refuses in the words of the correlation that it is
    String name = operator instanceof FlippedConvolution ? "conv2d" : operator.name();
    Asked.of(operator)
        .counting("input", 4, 6, 5)
        .counting("weight", 4, 2, 2, 3)
        .isRefused(name + " needs an input of shape (N, C, 2 spatial axes); given is (4, 6, 5)");
    Asked.of(operator)
        .counting("input", 1, 3, 6, 5)
        .counting("weight", 4, 2, 2, 3)
        .isRefused(
            name + " has 3 input channels, which 2 groups do not divide; choose a divisor of 3");
    Asked.of(operator)
        .counting("input", 1, 4, 6, 5)
        .counting("weight", 4, 2, 3, 3)
        .isRefused(
            "%s needs a weight with extent %s and kernel (2, 3); given is (4, 2, 3, 3)"
                .formatted(name, name.contains("transpose") ? "4 at axis 0" : "2 at axis 1"));
    Asked.of(operator)
        .counting("input", 1, 4, 6, 5)
        .counting("weight", 4, 2, 2, 3)
        .counting("bias", 3)
        .isRefused(name + " needs a bias of shape (4), one for each output channel; given is (3)");
  }

  @Test
  void outputChannelsMustBeDividedByTheGroupsToo() {
    Asked.of(new Convolution(Window.of(2), 2))
        .counting("input", 1, 4, 5)
        .counting("weight", 3, 2, 2)
        .isRefused(
            "conv1d has 3 output channels, which 2 groups do not divide; choose a divisor of 3");
  }

  @Test
  void outputPaddingMustFitTheWindow() {
    Asked.isRefused(
        () -> new TransposedConvolution(Window.of(2, 2), List.of(0), 1),
        "output padding has 1 values for 2 spatial axes; give one for each");
    line(new TransposedConvolution(Window.of(2).stride(2), List.of(2), 1), new double[] {1}, 1, 2)
        .isRefused(
            "output padding is 2; it must be 0 or more and smaller than stride 2 or dilation 1");
  }
}
