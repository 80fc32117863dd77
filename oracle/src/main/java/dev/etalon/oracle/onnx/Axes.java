package dev.etalon.oracle.onnx;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;

/** Tensors with their axes in another order, or more of them. */
final class Axes {
  private Axes() {}

  /** Axis i of the result is axis {@code order[i]} of the tensor. */
  static Tensor permuted(Tensor tensor, int... order) {
    Shape from = tensor.shape();
    Shape to = Shape.of(Arrays.stream(order).map(from::extent).toArray());
    return Tensor.generate(
        tensor.dtype(),
        to,
        offset -> {
          int[] index = to.index(offset);
          int[] source = new int[order.length];
          for (int axis = 0; axis < order.length; axis++) {
            source[order[axis]] = index[axis];
          }
          return tensor.get(source);
        });
  }

  /**
   * The tensor repeated along leading axes of extent 1, and new ones, to a shape (NumPy's rule).
   */
  static Tensor broadcast(Tensor tensor, Shape to) {
    Shape from = tensor.shape();
    int missing = to.rank() - from.rank();
    return Tensor.generate(
        tensor.dtype(),
        to,
        offset -> {
          int[] index = to.index(offset);
          int[] source = new int[from.rank()];
          for (int axis = 0; axis < source.length; axis++) {
            source[axis] = from.extent(axis) == 1 ? 0 : index[axis + missing];
          }
          return tensor.get(source);
        });
  }
}
