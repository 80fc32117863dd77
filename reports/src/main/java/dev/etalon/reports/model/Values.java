package dev.etalon.reports.model;

import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The elements of a tensor.
 *
 * @param shape its extents
 * @param elements its elements in row-major order
 */
public record Values(List<Integer> shape, List<Double> elements) {
  static Values of(Tensor tensor) {
    return new Values(
        Arrays.stream(tensor.shape().extents()).boxed().toList(),
        Arrays.stream(tensor.toArray()).boxed().toList());
  }
}
