package dev.etalon.reference.kernel;

import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.HashMap;
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

/** A fast kernel on vector instructions and in plain Java: value and gradient by the input. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public abstract class KernelBenchmark {
  @Param({"FLOAT64", "FLOAT32"})
  private DType dtype = DType.FLOAT64;

  @Param({"true", "false"})
  private boolean vectors = true;

  private FastKernels kernels = FastKernels.FAST;
  private Map<String, Tensor> operands = Map.of();
  private Tensor cotangent = Tensor.vector();

  /** What is computed. */
  abstract Operator operator();

  /** The shapes of its operands. */
  abstract Map<String, Shape> shapes();

  /** Draws the data. */
  @Setup
  public void draw() {
    Random random = new Random(42);
    kernels = vectors ? FastKernels.FAST : FastKernels.SCALAR;
    operands = new HashMap<>();
    shapes().forEach((name, shape) -> operands.put(name, normal(random, shape)));
    cotangent = normal(random, operator().outputShape(shapes()));
  }

  private Tensor normal(Random random, Shape shape) {
    return Tensor.generate(dtype, shape, offset -> random.nextGaussian());
  }

  @Benchmark
  public Tensor forward() {
    return kernels.forward(operator(), operands, dtype);
  }

  @Benchmark
  public Tensor gradInput() {
    return gradient("input");
  }

  /** The gradient by an operand. */
  Tensor gradient(String operand) {
    return kernels.gradient(operator(), operand, operands, cotangent, dtype);
  }
}
