package dev.etalon.reference.kernel;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.Softmax;
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

/** The kernels whose limit is memory, on an image (8, 64, 56, 56). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ElementaryBenchmark {
  private static final Shape IMAGE = Shape.of(8, 64, 56, 56);

  /** An operator of one operand, the input. */
  public enum Elementary {
    RELU(new Relu(0)),
    SIGMOID(new Sigmoid()),
    SOFTMAX(new Softmax(-1)),
    LOG_SOFTMAX(new LogSoftmax(-1)),
    MAX_POOL(new MaxPool(Window.of(2, 2).stride(2, 2), false, TieRule.FIRST)),
    AVG_POOL(new AvgPool(Window.of(2, 2).stride(2, 2), false, true)),
    UPSAMPLE_NEAREST(new UpsampleNearest(Resize.by(2.0, 2.0))),
    UPSAMPLE_BILINEAR(new UpsampleLinear(Resize.by(2.0, 2.0), false));

    private final Operator operator;

    Elementary(Operator operator) {
      this.operator = operator;
    }
  }

  @Param private Elementary elementary = Elementary.RELU;

  @Param({"FLOAT64", "FLOAT32"})
  private DType dtype = DType.FLOAT64;

  @Param({"true", "false"})
  private boolean vectors = true;

  private FastKernels kernels = FastKernels.FAST;
  private Map<String, Tensor> operands = Map.of();
  private Tensor cotangent = Tensor.vector();

  /** Draws the data. */
  @Setup
  public void draw() {
    Random random = new Random(42);
    kernels = vectors ? FastKernels.FAST : FastKernels.SCALAR;
    operands = Map.of("input", normal(random, IMAGE));
    cotangent = normal(random, elementary.operator.outputShape(Map.of("input", IMAGE)));
  }

  private Tensor normal(Random random, Shape shape) {
    return Tensor.generate(dtype, shape, offset -> random.nextGaussian());
  }

  @Benchmark
  public Tensor forward() {
    return kernels.forward(elementary.operator, operands, dtype);
  }

  @Benchmark
  public Tensor gradInput() {
    return kernels.gradient(elementary.operator, "input", operands, cotangent, dtype);
  }
}
