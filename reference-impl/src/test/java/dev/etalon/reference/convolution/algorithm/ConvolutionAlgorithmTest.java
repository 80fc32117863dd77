package dev.etalon.reference.convolution.algorithm;

import static dev.etalon.reference.operator.Evaluations.forward;
import static dev.etalon.reference.operator.Evaluations.integers;
import static dev.etalon.reference.operator.Evaluations.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every algorithm gives the definition's value and gradients, exactly on integers. */
class ConvolutionAlgorithmTest {
  private static void assertAgrees(
      Operator algorithm, Convolution definition, Map<String, Tensor> operands, Random random) {
    Tensor expected = forward(definition, operands);
    assertThat(forward(algorithm, operands)).isEqualTo(expected);
    Tensor cotangent = integers(random, expected.shape().extents());
    assertThat(vjp(algorithm, operands, cotangent)).isEqualTo(vjp(definition, operands, cotangent));
  }

  private static Map<String, Tensor> operands(Random random, Convolution convolution) {
    int groups = convolution.groups();
    Window window = convolution.window();
    int[] spatial = {3 + random.nextInt(3), 3 + random.nextInt(3), 3};
    Shape input =
        Shape.of(1 + random.nextInt(2), groups * (1 + random.nextInt(2)))
            .append(Shape.of(spatial).until(window.rank()).extents());
    int outputs = groups * (1 + random.nextInt(3));
    Map<String, Tensor> operands = new LinkedHashMap<>();
    operands.put("input", integers(random, input.extents()));
    operands.put(
        "weight",
        integers(
            random,
            Shape.of(outputs, input.extent(1) / groups)
                .append(window.kernel().extents())
                .extents()));
    if (random.nextBoolean()) {
      operands.put("bias", integers(random, outputs));
    }
    return operands;
  }

  private static WindowAxis axis(Random random, int kernel, int stride, int dilation) {
    return new WindowAxis(kernel, stride, random.nextInt(5), random.nextInt(5), dilation);
  }

  private static WindowAxis anyAxis(Random random, int stride) {
    int kernel = 1 + random.nextInt(3);
    return axis(random, kernel, stride, kernel == 3 ? 1 : 1 + random.nextInt(2));
  }

  @Property(tries = 200)
  void im2rowAgrees(@ForAll Random random) {
    Window window =
        new Window(
            List.of(
                anyAxis(random, 1 + random.nextInt(2)), anyAxis(random, 1 + random.nextInt(3))));
    Convolution convolution = new Convolution(window, 1 + random.nextInt(2));
    assertAgrees(new Im2Row(convolution), convolution, operands(random, convolution), random);
  }

  @Property(tries = 100)
  void theToeplitzMatrixAgrees(@ForAll Random random) {
    Window window = new Window(List.of(anyAxis(random, 1), anyAxis(random, 1)));
    Convolution convolution = new Convolution(window, 1);
    assertAgrees(new Toeplitz(convolution), convolution, operands(random, convolution), random);
  }

  @Property(tries = 200)
  void chainingThroughSubsamplingAgreesWithTheDirectVjp(@ForAll Random random) {
    Window window =
        new Window(
            List.of(
                anyAxis(random, 2 + random.nextInt(2)),
                anyAxis(random, 1 + random.nextInt(3)),
                anyAxis(random, 1)));
    Convolution convolution = new Convolution(window, 1 + random.nextInt(2));
    assertAgrees(new Subsampled(convolution), convolution, operands(random, convolution), random);
  }

  @Property(tries = 200)
  void winogradAgrees(@ForAll Random random) {
    Window window = new Window(List.of(axis(random, 3, 1, 1), axis(random, 3, 1, 1)));
    Convolution convolution = new Convolution(window, 1 + random.nextInt(2));
    assertAgrees(new Winograd(convolution), convolution, operands(random, convolution), random);
  }

  @Example
  void winogradClaimsOnlyDenseThreeByThree() {
    Window three = Window.of(3, 3);
    assertThat(Winograd.isDefinedFor(new Convolution(three.padding(1, 0), 2))).isTrue();
    assertThat(Winograd.isDefinedFor(new Convolution(three.stride(1, 2), 1))).isFalse();
    assertThat(Winograd.isDefinedFor(new Convolution(three.dilation(2, 1), 1))).isFalse();
    assertThat(Winograd.isDefinedFor(new Convolution(Window.of(3, 2), 1))).isFalse();
    assertThat(Winograd.isDefinedFor(new Convolution(Window.of(3), 1))).isFalse();
    assertThatThrownBy(() -> new Winograd(new Convolution(three.stride(2, 2), 1)))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessageContaining("3×3 kernel, stride 1 and dilation 1");
  }

  @Example
  void theMatrixIsToeplitzOnlyWithoutStrideAndGroups() {
    assertThat(Toeplitz.isDefinedFor(new Convolution(Window.of(3, 2).dilation(2, 1), 1))).isTrue();
    assertThat(Toeplitz.isDefinedFor(new Convolution(Window.of(3, 2).stride(2, 1), 1))).isFalse();
    assertThat(Toeplitz.isDefinedFor(new Convolution(Window.of(3, 2), 2))).isFalse();
  }
}
