package dev.etalon.reference.kernel;

import static dev.etalon.reference.operator.Evaluations.integers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.kernel.lanes.LaneSet;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kernels that run on the matrix product, on vectors and in plain Java, give the definition's value
 * and gradients: exactly, since the data are integers whose sums every order of summation holds.
 */
class ProductKernelsTest {
  private static final List<FastKernels> KERNELS = List.of(FastKernels.FAST, FastKernels.SCALAR);
  private static final List<DType> DTYPES = List.of(DType.FLOAT64, DType.FLOAT32);

  private static void assertAgree(Operator operator, Map<String, Tensor> operands, Random random) {
    for (DType dtype : DTYPES) {
      Map<String, Tensor> typed = new LinkedHashMap<>();
      operands.forEach((name, tensor) -> typed.put(name, tensor.as(dtype)));
      Tensor value = Evaluation.DEFINITION.forward(operator, typed, dtype);
      Tensor cotangent = integers(random, value.shape().extents()).as(dtype);
      Map<String, Tensor> gradients = Evaluation.DEFINITION.vjp(operator, typed, cotangent, dtype);
      for (FastKernels kernels : KERNELS) {
        assertThat(kernels.forward(operator, typed, dtype))
            .as("%s of %s in %s", kernels.name(), operator, dtype)
            .isEqualTo(value);
        assertThat(kernels.vjp(operator, typed, cotangent, dtype))
            .as("gradients, %s of %s in %s", kernels.name(), operator, dtype)
            .isEqualTo(gradients);
      }
    }
  }

  private static WindowAxis anyAxis(Random random) {
    return new WindowAxis(
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(2));
  }

  private static Window anyWindow(Random random) {
    List<WindowAxis> axes = new ArrayList<>();
    for (int axis = 1 + random.nextInt(3); axis > 0; axis--) {
      axes.add(anyAxis(random));
    }
    return new Window(axes);
  }

  private static Map<String, Tensor> operands(
      Random random, Window window, int channels, int groups, int first, int second, int outputs) {
    int[] spatial = window.each(axis -> 5 + random.nextInt(window.rank() == 1 ? 30 : 3));
    Map<String, Tensor> operands = new LinkedHashMap<>();
    operands.put(
        "input",
        integers(random, Shape.of(1 + random.nextInt(2), channels).append(spatial).extents()));
    operands.put(
        "weight",
        integers(random, Shape.of(first, second).append(window.kernel().extents()).extents()));
    if (random.nextBoolean()) {
      operands.put("bias", integers(random, outputs));
    }
    return operands;
  }

  @Property(tries = 40)
  void convolutionAgrees(@ForAll Random random) {
    int groups = 1 + random.nextInt(3);
    int inputs = 1 + random.nextInt(3);
    int outputs = groups * (1 + random.nextInt(10));
    Window window = anyWindow(random);
    assertAgree(
        new Convolution(window, groups),
        operands(random, window, inputs * groups, groups, outputs, inputs, outputs),
        random);
  }

  /** Windows of one element that pass over others, in one to three axes. */
  @Property(tries = 20)
  void samplingConvolutionAgrees(@ForAll Random random) {
    List<WindowAxis> axes = new ArrayList<>();
    for (int axis = 1 + random.nextInt(3); axis > 0; axis--) {
      axes.add(new WindowAxis(1, 1 + random.nextInt(3), 0, 0, 1 + random.nextInt(2)));
    }
    Window window = new Window(axes);
    int outputs = 1 + random.nextInt(10);
    assertAgree(
        new Convolution(window, 1), operands(random, window, 3, 1, outputs, 3, outputs), random);
  }

  @Property(tries = 40)
  void transposedConvolutionAgrees(@ForAll Random random) {
    int groups = 1 + random.nextInt(3);
    int inputs = groups * (1 + random.nextInt(10));
    int outputs = 1 + random.nextInt(3);
    Window window = anyWindow(random);
    List<Integer> outputPadding =
        window.axes().stream()
            .map(axis -> random.nextInt(Math.max(axis.stride(), axis.dilation())))
            .toList();
    assertAgree(
        new TransposedConvolution(window, outputPadding, groups),
        operands(random, window, inputs, groups, inputs, outputs, outputs * groups),
        random);
  }

  /** Extents around the rows, the columns and the depth of tiles, slices and blocks. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "7, 8, 23",
    "8, 7, 24",
    "9, 9, 25",
    "15, 127, 47",
    "17, 128, 48",
    "16, 129, 49",
    "3, 513, 5",
    "2, 600, 95",
    "33, 16, 97",
    "300, 40, 300"
  })
  void linearAgreesAroundTheExtentsOfATile(int batch, int inputs, int outputs) {
    Random random = new Random(batch * 1000L + outputs);
    assertAgree(
        new Linear(),
        Map.of(
            "input", integers(random, batch, inputs),
            "weight", integers(random, outputs, inputs),
            "bias", integers(random, outputs)),
        random);
  }

  @Test
  void aDepthCutIntoPartsAgrees() {
    Random random = new Random(11);
    assertAgree(
        new Convolution(Window.of(3, 3).padding(1, 1), 1),
        Map.of(
            "input", integers(random, 2, 3, 23, 25),
            "weight", integers(random, 9, 3, 3, 3)),
        random);
  }

  /** Real numbers, whose sums depend on their order. */
  @ParameterizedTest
  @CsvSource({"FLOAT64", "FLOAT32"})
  void anyNumberOfThreadsGivesTheSameBits(DType dtype) throws Exception {
    Random random = new Random(5);
    Operator operator = new Convolution(Window.of(3, 3).padding(1, 1).stride(2, 1), 1);
    Map<String, Tensor> operands =
        Map.of(
            "input",
            Tensor.generate(dtype, Shape.of(3, 17, 40, 41), i -> random.nextGaussian()),
            "weight",
            Tensor.generate(dtype, Shape.of(19, 17, 3, 3), i -> random.nextGaussian()));
    Tensor value = FastKernels.FAST.forward(operator, operands, dtype);
    Tensor cotangent = value.map(Math::sin);
    Map<String, Tensor> gradients = FastKernels.FAST.vjp(operator, operands, cotangent, dtype);
    for (int threads : List.of(1, 3, 8)) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertThat(pool.submit(() -> FastKernels.FAST.forward(operator, operands, dtype)).get())
            .isEqualTo(value);
        assertThat(
                pool.submit(() -> FastKernels.FAST.vjp(operator, operands, cotangent, dtype)).get())
            .isEqualTo(gradients);
      } finally {
        pool.shutdown();
      }
    }
  }

  /** The tests' virtual machine has the module: the vector loops are what is tested here. */
  @Test
  void vectorInstructionsAreUsedWhereTheModuleIsThere() {
    assertThat(LaneSet.FASTEST.name()).startsWith("vectors of");
  }
}
