package dev.etalon.reference.convolution;

import static dev.etalon.reference.operator.Evaluations.forward;
import static dev.etalon.reference.operator.Evaluations.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConvolutionRulesTest {
  private static final Tensor STEP = line(2, 2, 2, 6, 6, 6, 6);
  private static final Tensor EDGE = line(-1, 1);

  private static Tensor line(double... elements) {
    return Tensor.float64(Shape.of(1, 1, elements.length), elements);
  }

  private static Map<String, Tensor> operands(Tensor input, Tensor weight) {
    return Map.of("input", input, "weight", weight);
  }

  @Test
  void crossCorrelationDoesNotFlipTheKernelAndConvolutionDoes() {
    assertThat(forward(new Convolution(Window.of(2), 1), operands(STEP, EDGE)))
        .isEqualTo(line(0, 0, 4, 0, 0, 0));
    assertThat(forward(new FlippedConvolution(Window.of(2), 1), operands(STEP, EDGE)))
        .isEqualTo(line(0, 0, -4, 0, 0, 0));
  }

  @Test
  void strideDilationAndPaddingOfEachSideChooseTheElements() {
    Window window = Window.of(2).stride(3).dilation(2).paddingBefore(1).paddingAfter(2);
    // padded: 0 1 2 3 4 5 0 0; windows {0, 2} and {3, 5}
    assertThat(forward(new Convolution(window, 1), operands(line(1, 2, 3, 4, 5), line(10, 1))))
        .isEqualTo(line(2, 35));
  }

  @Test
  void eachGroupReadsItsOwnChannels() {
    Tensor input = Tensor.float64(Shape.of(1, 2, 2), 1, 2, 3, 4);
    Tensor weight = Tensor.float64(Shape.of(4, 1, 1), 1, 10, 100, 1000);
    assertThat(forward(new Convolution(Window.of(1), 2), operands(input, weight)))
        .isEqualTo(Tensor.float64(Shape.of(1, 4, 2), 1, 2, 10, 20, 300, 400, 3000, 4000));
  }

  @Test
  void theVjpAccumulatesWhereWindowsOverlap() {
    Map<String, Tensor> gradients =
        vjp(
            new Convolution(Window.of(2), 1),
            Map.of("input", line(1, 2, 3), "weight", line(5, 7), "bias", Tensor.vector(0)),
            line(10, 100));
    assertThat(gradients.get("input")).isEqualTo(line(50, 570, 700));
    assertThat(gradients.get("weight")).isEqualTo(line(210, 320));
    assertThat(gradients.get("bias")).isEqualTo(Tensor.vector(110));
  }

  @Test
  void aKernelAboveTheInputFitsIntoThePadding() {
    assertThat(
            forward(
                new Convolution(Window.of(5).padding(2), 1),
                operands(line(3), line(1, 2, 4, 8, 16))))
        .isEqualTo(line(12));
  }

  @Test
  void anEmptyBatchHasAnEmptyOutputAndGradientsOfZero() {
    Map<String, Tensor> operands =
        operands(
            Tensor.filled(DType.FLOAT64, Shape.of(0, 2, 3), 0),
            Tensor.filled(DType.FLOAT64, Shape.of(4, 2, 2), 1));
    Convolution operator = new Convolution(Window.of(2), 1);
    Tensor output = forward(operator, operands);
    assertThat(output.shape()).isEqualTo(Shape.of(0, 4, 2));
    Map<String, Tensor> gradients = vjp(operator, operands, output);
    assertThat(gradients.get("input").shape()).isEqualTo(Shape.of(0, 2, 3));
    assertThat(gradients.get("weight"))
        .isEqualTo(Tensor.filled(DType.FLOAT64, Shape.of(4, 2, 2), 0));
  }

  @Test
  void transposedConvolutionStampsTheKernelAndCropsThePadding() {
    Window window = Window.of(3).stride(2);
    Map<String, Tensor> operands = operands(line(1, 10), line(1, 2, 3));
    assertThat(forward(new TransposedConvolution(window, List.of(0), 1), operands))
        .isEqualTo(line(1, 2, 13, 20, 30));
    assertThat(
            forward(
                new TransposedConvolution(window.paddingBefore(1).paddingAfter(2), List.of(1), 1),
                operands))
        .isEqualTo(line(2, 13, 20));
  }

  @Test
  void refusalsSayWhatWasGivenAndWhatIsAllowed() {
    Tensor input = Tensor.filled(DType.FLOAT64, Shape.of(1, 3, 4), 1);
    assertThatThrownBy(
            () ->
                forward(
                    new Convolution(Window.of(5), 1),
                    operands(input, Tensor.filled(DType.FLOAT64, Shape.of(2, 3, 5), 1))))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "the kernel covers 5 (kernel 5, dilation 1) but the padded input has only 4 (extent 4, "
                + "padding 0 + 0); use a smaller kernel or more padding");
    assertThatThrownBy(
            () ->
                forward(
                    new Convolution(Window.of(2), 2),
                    operands(input, Tensor.filled(DType.FLOAT64, Shape.of(2, 3, 2), 1))))
        .hasMessage(
            "conv1d has 3 input channels, which 2 groups do not divide; choose a divisor of 3");
    assertThatThrownBy(
            () ->
                forward(
                    new Convolution(Window.of(2), 1),
                    operands(input, Tensor.filled(DType.FLOAT64, Shape.of(2, 4, 2), 1))))
        .hasMessage(
            "conv1d needs a weight with extent 3 at axis 1 and kernel (2); given is (2, 4, 2)");
    assertThatThrownBy(
            () ->
                forward(
                    new Convolution(Window.of(2, 2), 1),
                    operands(input, Tensor.filled(DType.FLOAT64, Shape.of(2, 3, 2), 1))))
        .hasMessage("conv2d needs an input of shape (N, C, 2 spatial axes); given is (1, 3, 4)");
    assertThatThrownBy(
            () ->
                forward(
                    new TransposedConvolution(Window.of(2), List.of(1), 1),
                    operands(input, Tensor.filled(DType.FLOAT64, Shape.of(3, 2, 2), 1))))
        .hasMessage(
            "output padding is 1; it must be 0 or more and smaller than stride 1 or dilation 1");
  }
}
