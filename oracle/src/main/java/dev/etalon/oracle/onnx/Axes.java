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

  /** The spatial axes of (N, C, spatial…) padded with a value. */
  static Tensor padded(Tensor tensor, int[] before, int[] after, double value) {
    Shape from = tensor.shape();
    int[] extents = from.extents();
    for (int i = 0; i < before.length; i++) {
      extents[i + 2] += before[i] + after[i];
    }
    Shape to = Shape.of(extents);
    return Tensor.generate(
        tensor.dtype(),
        to,
        offset -> {
          int[] index = to.index(offset);
          for (int i = 0; i < before.length; i++) {
            index[i + 2] -= before[i];
            if (index[i + 2] < 0 || index[i + 2] >= from.extent(i + 2)) {
              return value;
            }
          }
          return tensor.get(index);
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
