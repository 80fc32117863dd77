package dev.etalon.reference.kernel;

import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The fast convolution, on vector instructions and in plain Java, on shapes of ResNet-50. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvolutionBenchmark {
  /** A layer: channels in and out, kernel, stride, extent of the square input. */
  public enum Layer {
    CONV1(3, 64, 7, 2, 224),
    CONV2_1A(64, 64, 1, 1, 56),
    CONV3_2B(128, 128, 3, 1, 28),
    CONV5_2B(512, 512, 3, 1, 7);

    private final int inputs;
    private final int outputs;
    private final int kernel;
    private final int stride;
    private final int extent;

    Layer(int inputs, int outputs, int kernel, int stride, int extent) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.kernel = kernel;
      this.stride = stride;
      this.extent = extent;
    }

    private Operator operator() {
      int padding = kernel / 2;
      return new Convolution(
          Window.of(kernel, kernel).stride(stride, stride).padding(padding, padding), 1);
    }

    private Map<String, Shape> shapes(int batch) {
      return Map.of(
          "input", Shape.of(batch, inputs, extent, extent),
          "weight", Shape.of(outputs, inputs, kernel, kernel));
    }
  }

  @Param private Layer layer = Layer.CONV3_2B;

  @Param({"FLOAT64", "FLOAT32"})
  private DType dtype = DType.FLOAT64;

  @Param({"true", "false"})
  private boolean vectors = true;

  @Param("2")
  private int batch = 2;

  private FastKernels kernels = FastKernels.FAST;
  private Operator operator = layer.operator();
  private Map<String, Tensor> operands = Map.of();
  private Tensor cotangent = Tensor.vector();

  /** Draws the data. */
  @Setup
  public void draw() {
    Random random = new Random(42);
    kernels = vectors ? FastKernels.FAST : FastKernels.SCALAR;
    operator = layer.operator();
    Map<String, Shape> shapes = layer.shapes(batch);
    operands =
        Map.of(
            "input", normal(random, shapes.get("input")),
            "weight", normal(random, shapes.get("weight")));
    cotangent = normal(random, operator.outputShape(shapes));
  }

  private Tensor normal(Random random, Shape shape) {
    return Tensor.generate(dtype, shape, offset -> random.nextGaussian());
  }

  @Benchmark
  public Tensor forward() {
    return kernels.forward(operator, operands, dtype);
  }

  @Benchmark
  public Tensor gradInput() {
    return kernels.gradient(operator, "input", operands, cotangent, dtype);
  }

  @Benchmark
  public Tensor gradWeight() {
    return kernels.gradient(operator, "weight", operands, cotangent, dtype);
  }
}
