package dev.etalon.oracle.onnx;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** {@code Gemm}, {@code MatMul} and {@code Flatten}. */
final class AffineTranslations {
  private AffineTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "Gemm", AffineTranslations::gemm,
        "MatMul", AffineTranslations::matMul,
        "Flatten", AffineTranslations::flatten);
  }

  /**
   * Y = α·A·B + β·C as x·Wᵀ: x holds αA and, beside it, the unit matrix; Wᵀ holds B and, below it,
   * βC. The products with the unit matrix are exact.
   */
  private static List<Vector> gemm(Invocation called) {
    called.readsOnly("alpha", "beta", "transA", "transB");
    Tensor a = oriented(called.input(0), called.node().integer("transA", 0) == 1);
    Tensor b = oriented(called.input(1), called.node().integer("transB", 0) == 1);
    double alpha = exactFactor("alpha", called.node().real("alpha", 1));
    double beta = exactFactor("beta", called.node().real("beta", 1));
    int rows = a.shape().extent(0);
    int inner = a.shape().extent(1);
    int columns = b.shape().extent(1);
    Optional<Tensor> c =
        called.optionalInput(2).map(given -> Axes.broadcast(given, Shape.of(rows, columns)));
    int features = inner + (c.isPresent() ? rows : 0);
    Tensor input =
        Tensor.generate(
            a.dtype(),
            Shape.of(rows, features),
            offset -> {
              int i = offset / features;
              int k = offset % features;
              return k < inner ? alpha * a.get(i, k) : k - inner == i ? 1 : 0;
            });
    Tensor weight =
        Tensor.generate(
            b.dtype(),
            Shape.of(columns, features),
            offset -> {
              int j = offset / features;
              int k = offset % features;
              return k < inner ? b.get(k, j) : beta * c.orElseThrow().get(k - inner, j);
            });
    return List.of(
        new Vector(new Linear(), Map.of("input", input, "weight", weight), called.output()));
  }

  private static Tensor oriented(Tensor matrix, boolean transposed) {
    OutOfScopeException.require(matrix.shape().rank() == 2, "Gemm of what is no matrix");
    return transposed ? Axes.permuted(matrix, 1, 0) : matrix;
  }

  /** A factor that scales without rounding. */
  private static double exactFactor(String name, double factor) {
    OutOfScopeException.require(
        factor == 0 || Math.abs(factor) == Math.scalb(1.0, Math.getExponent(factor)),
        "%s = %s, which would round what it scales".formatted(name, factor));
    return factor;
  }

  /** A batch of matrix products, NumPy's rule for the leading axes: one linear layer for each. */
  private static List<Vector> matMul(Invocation called) {
    called.readsOnly();
    Tensor a = called.input(0);
    Tensor b = called.input(1);
    if (a.shape().rank() == 1) {
      a = a.reshape(Shape.of(1, a.size()));
    }
    if (b.shape().rank() == 1) {
      b = b.reshape(Shape.of(b.size(), 1));
    }
    int rows = a.shape().extent(-2);
    int inner = a.shape().extent(-1);
    int columns = b.shape().extent(-1);
    Shape batch = broadcast(leading(a), leading(b));
    Tensor left = Axes.broadcast(a, batch.append(rows, inner));
    Tensor right = Axes.broadcast(b, batch.append(inner, columns));
    List<Vector> vectors = new ArrayList<>();
    for (int item = 0; item < batch.size(); item++) {
      Tensor x = slice(left, item, Shape.of(rows, inner));
      Tensor w = Axes.permuted(slice(right, item, Shape.of(inner, columns)), 1, 0);
      Tensor y = slice(called.output(), item, Shape.of(rows, columns));
      vectors.add(new Vector(new Linear(), Map.of("input", x, "weight", w), y));
    }
    return vectors;
  }

  /** The axes before the last two. */
  private static Shape leading(Tensor matrices) {
    return matrices.shape().until(matrices.shape().rank() - 2);
  }

  private static Shape broadcast(Shape one, Shape other) {
    int rank = Math.max(one.rank(), other.rank());
    return Shape.of(
        IntStream.range(0, rank)
            .map(axis -> Math.max(aligned(one, axis, rank), aligned(other, axis, rank)))
            .toArray());
  }

  private static int aligned(Shape shape, int axis, int rank) {
    int own = axis - (rank - shape.rank());
    return own < 0 ? 1 : shape.extent(own);
  }

  /** One item of a stack of tensors of a shape. */
  private static Tensor slice(Tensor stack, int item, Shape shape) {
    return Tensor.generate(stack.dtype(), shape, offset -> stack.at(item * shape.size() + offset));
  }

  private static List<Vector> flatten(Invocation called) {
    called.readsOnly("axis");
    OutOfScopeException.require(
        called.node().integer("axis", 1) == 1, "Flatten from another axis than 1");
    return List.of(new Vector(new Flatten(), Map.of("input", called.input(0)), called.output()));
  }
}
