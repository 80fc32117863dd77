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
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;

/** The kernels whose limit is memory, on an image (8, 64, 56, 56). */
public class ElementaryBenchmark extends KernelBenchmark {
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

  @Override
  Operator operator() {
    return elementary.operator;
  }

  @Override
  Map<String, Shape> shapes() {
    return Map.of("input", IMAGE);
  }
}
