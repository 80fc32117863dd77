package dev.etalon.oracle.onnx;

import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code Softmax}, {@code LogSoftmax} and {@code ReduceLogSumExp}. */
final class SoftmaxTranslations {
  private SoftmaxTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "Softmax", called -> alongAxis(called, Softmax::new),
        "LogSoftmax", called -> alongAxis(called, LogSoftmax::new),
        "ReduceLogSumExp", SoftmaxTranslations::reduceLogSumExp);
  }

  private static List<Vector> alongAxis(Invocation called, IntFunction<Operator> operator) {
    called.readsOnly("axis");
    return List.of(
        new Vector(
            operator.apply(called.node().integer("axis", -1)),
            Map.of("input", called.input(0)),
            called.output()));
  }

  /** Several axes are one when they are moved to the end and joined. */
  private static List<Vector> reduceLogSumExp(Invocation called) {
    called.readsOnly("keepdims", "noop_with_empty_axes");
    Tensor x = called.input(0);
    int rank = x.shape().rank();
    int[] axes =
        called
            .optionalInput(1)
            .map(given -> Arrays.stream(given.toArray()).mapToInt(axis -> (int) axis).toArray())
            .filter(given -> given.length > 0)
            .orElseGet(() -> IntStream.range(0, rank).toArray());
    OutOfScopeException.require(
        called.node().integer("noop_with_empty_axes", 0) == 0, "noop_with_empty_axes = 1");
    List<Integer> reduced =
        Arrays.stream(axes).map(x.shape()::normalizeAxis).boxed().sorted().toList();
    List<Integer> kept =
        IntStream.range(0, rank).boxed().filter(axis -> !reduced.contains(axis)).toList();
    int[] order =
        Stream.concat(kept.stream(), reduced.stream()).mapToInt(Integer::intValue).toArray();
    Tensor moved = Axes.permuted(x, order);
    Shape lines = moved.shape().until(kept.size());
    Shape joined = lines.append(moved.shape().from(kept.size()).size());
    return List.of(
        new Vector(
            new LogSumExp(-1),
            Map.of("input", moved.reshape(joined)),
            called.output().reshape(lines)));
  }
}
