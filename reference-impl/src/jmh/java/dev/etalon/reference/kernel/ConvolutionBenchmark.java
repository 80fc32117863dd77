package dev.etalon.reference.kernel;

import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The fast convolution on shapes of ResNet-50. */
public class ConvolutionBenchmark extends KernelBenchmark {
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

  @Param("2")
  private int batch = 2;

  @Override
  Operator operator() {
    return layer.operator();
  }

  @Override
  Map<String, Shape> shapes() {
    return layer.shapes(batch);
  }

  @Benchmark
  public Tensor gradWeight() {
    return gradient("weight");
  }
}
