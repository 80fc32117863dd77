package dev.etalon.oracle.onnx;

import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.MaxUnpool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** {@code MaxPool}, {@code AveragePool}, their global kin, and {@code MaxUnpool}. */
final class PoolingTranslations {
  private PoolingTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "MaxPool", PoolingTranslations::maxPool,
        "AveragePool", PoolingTranslations::averagePool,
        "GlobalMaxPool", called -> global(called, axes -> new GlobalMaxPool(axes, TieRule.FIRST)),
        "GlobalAveragePool", called -> global(called, GlobalAvgPool::new),
        "MaxUnpool", PoolingTranslations::maxUnpool);
  }

  /**
   * The values; and where there are indices, the maxima embedded there must be what the input has
   * there.
   */
  private static List<Vector> maxPool(Invocation called) {
    called.readsOnly(
        "auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides");
    OutOfScopeException.require(
        called.node().integer("storage_order", 0) == 0, "storage_order = 1 (column-major indices)");
    boolean ceilMode = called.node().integer("ceil_mode", 0) == 1;
    Vector values = pooled(called, window -> new MaxPool(window, ceilMode));
    Optional<Tensor> indices = called.output(1);
    return indices.isEmpty()
        ? List.of(values)
        : List.of(values, embedded(called.input(0), called.output(), indices.get()));
  }

  /** The input where an index points, as often as one does, and 0 elsewhere. */
  private static Vector embedded(Tensor input, Tensor maxima, Tensor indices) {
    Shape spatial = input.shape().from(2);
    Tensor places = indices.map(index -> index % spatial.size());
    int[] times = new int[input.size()];
    for (int i = 0; i < indices.size(); i++) {
      times[(int) indices.at(i)]++;
    }
    return new Vector(
        new MaxUnpool(Arrays.stream(spatial.extents()).boxed().toList()),
        Map.of("input", maxima, "indices", places),
        Tensor.generate(
            input.dtype(), input.shape(), i -> times[i] == 0 ? 0 : times[i] * input.at(i)));
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
    return List.of(pooled(called, window -> new AvgPool(window, ceilMode, counted)));
  }

  private static Vector pooled(Invocation called, Function<Window, Operator> operator) {
    Tensor input = called.input(0);
    Window window = WindowReader.sliding(called.node(), kernel(called), input.shape().from(2));
    return new Vector(operator.apply(window), Map.of("input", input), called.output());
  }

  private static Shape kernel(Invocation called) {
    return called
        .node()
        .integers("kernel_shape")
        .map(Shape::of)
        .orElseThrow(() -> new OutOfScopeException("no kernel_shape"));
  }

  private static List<Vector> global(Invocation called, IntFunction<Operator> operator) {
    called.readsOnly();
    Tensor input = called.input(0);
    return List.of(
        new Vector(
            operator.apply(input.shape().rank() - 2), Map.of("input", input), called.output()));
  }

  /**
   * ONNX's indices count through the whole tensor of the extents that the window implies; a given
   * output shape only adds zeros after them. Here they count through one channel of the output.
   */
  private static List<Vector> maxUnpool(Invocation called) {
    called.readsOnly("kernel_shape", "pads", "strides");
    Tensor input = called.input(0);
    Window window = WindowReader.sliding(called.node(), kernel(called), input.shape().from(2));
    Shape implied =
        window.transposedExtents(input.shape().from(2), Collections.nCopies(window.rank(), 0));
    Shape spatial = called.output().shape().from(2);
    Tensor places =
        called.input(1).map(index -> spatial.offset(implied.index((int) index % implied.size())));
    return List.of(
        new Vector(
            new MaxUnpool(Arrays.stream(spatial.extents()).boxed().toList()),
            Map.of("input", input, "indices", places),
            called.output()));
  }
}
