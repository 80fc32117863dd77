package dev.etalon.oracle.onnx;

import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code MaxPool}, {@code AveragePool} and their global kin. */
final class PoolingTranslations {
  private PoolingTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "MaxPool",
        PoolingTranslations::maxPool,
        "AveragePool",
        PoolingTranslations::averagePool,
        "GlobalMaxPool",
        called -> global(called, window -> new MaxPool(window, false)),
        "GlobalAveragePool",
        called -> global(called, window -> new AvgPool(window, false, true)));
  }

  /** The values; the second output, of indices, is no output of the operators here. */
  private static List<Vector> maxPool(Invocation called) {
    called.readsOnly(
        "auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides");
    boolean ceilMode = called.node().integer("ceil_mode", 0) == 1;
    return pooled(called, Double.NEGATIVE_INFINITY, window -> new MaxPool(window, ceilMode));
  }

  private static List<Vector> averagePool(Invocation called) {
    called.readsOnly(
        "auto_pad",
        "ceil_mode",
        "count_include_pad",
        "dilations",
        "kernel_shape",
        "pads",
        "strides");
    boolean ceilMode = called.node().integer("ceil_mode", 0) == 1;
    boolean counted = called.node().integer("count_include_pad", 0) == 1;
    return pooled(
        called, counted ? 0 : Double.NaN, window -> new AvgPool(window, ceilMode, counted));
  }

  /**
   * ONNX pads by up to a whole kernel; the operators here by half of one. What is more becomes part
   * of the input, as the value that padding stands for.
   *
   * @param padding that value; NaN if there is none
   */
  private static List<Vector> pooled(
      Invocation called, double padding, Function<Window, Operator> operator) {
    Tensor input = called.input(0);
    Shape kernel =
        called
            .node()
            .integers("kernel_shape")
            .map(Shape::of)
            .orElseThrow(() -> new OutOfScopeException("no kernel_shape"));
    Window window = WindowReader.sliding(called.node(), kernel, input.shape().from(2));
    if (isWithinHalfKernel(window) || Double.isNaN(padding)) {
      return vector(called, operator.apply(window), input);
    }
    Tensor explicit =
        Axes.padded(
            input,
            window.each(WindowAxis::paddingBefore),
            window.each(WindowAxis::paddingAfter),
            padding);
    return vector(called, operator.apply(window.padding(new int[window.rank()])), explicit);
  }

  private static boolean isWithinHalfKernel(Window window) {
    return window.axes().stream()
        .allMatch(axis -> 2 * Math.max(axis.paddingBefore(), axis.paddingAfter()) <= axis.kernel());
  }

  private static List<Vector> global(Invocation called, Function<Window, Operator> operator) {
    called.readsOnly();
    int[] spatial = called.input(0).shape().from(2).extents();
    return vector(called, operator.apply(Window.of(spatial)), called.input(0));
  }

  private static List<Vector> vector(Invocation called, Operator operator, Tensor input) {
    return List.of(new Vector(operator, Map.of("input", input), called.output()));
  }
}
