package dev.etalon.oracle.diagnosis;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToDoubleFunction;

/** The elements of a tensor in another order, or weighted, under the same shape. */
final class Arrangement {
  private Arrangement() {}

  /** Each element from another index along an axis, which is computed of its own and the extent. */
  static Tensor moved(Tensor tensor, int axis, IntBinaryOperator source) {
    Shape shape = tensor.shape();
    return Tensor.generate(
        tensor.dtype(),
        shape,
        offset -> {
          int[] index = shape.index(offset);
          index[axis] = source.applyAsInt(index[axis], shape.extent(axis));
          return tensor.get(index);
        });
  }

  static Tensor flippedSpatially(Tensor tensor) {
    Tensor flipped = tensor;
    for (int axis = 2; axis < tensor.shape().rank(); axis++) {
      flipped = moved(flipped, axis, (i, n) -> n - 1 - i);
    }
    return flipped;
  }

  /** The elements of the transposed matrices in row-major order, under the original shape. */
  static Tensor transposed(Tensor tensor) {
    int columns = tensor.shape().extent(-1);
    int rows = tensor.shape().extent(-2);
    int matrix = rows * columns;
    return Tensor.generate(
        tensor.dtype(),
        tensor.shape(),
        offset -> {
          int within = offset % matrix;
          return tensor.at(offset - within + within % rows * columns + within / rows);
        });
  }

  /** Each element times a weight; a weight of 0 gives 0 whatever the element is. */
  static Tensor scaled(Tensor tensor, IntToDoubleFunction weight) {
    return Tensor.generate(
        tensor.dtype(),
        tensor.shape(),
        i -> weight.applyAsDouble(i) == 0 ? 0 : weight.applyAsDouble(i) * tensor.at(i));
  }
}
