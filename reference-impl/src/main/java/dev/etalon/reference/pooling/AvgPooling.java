package dev.etalon.reference.pooling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.Map;
import java.util.Set;

/** The mean of each region: its sum over its divisor. */
sealed interface AvgPooling extends Pooling permits AvgPool, AdaptiveAvgPool, GlobalAvgPool {
  /** What the sum of a region is divided by. */
  default int divisor(Shape spatial, Regions regions, int p) {
    return regions.positions().get(p).size();
  }

  @Override
  default Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  default <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Shape spatial = inputs.get("input").shape().from(2);
    Regions regions = regions(spatial);
    return NdArray.generate(
            x.shape().withExtent(2, regions.positions().size()),
            y ->
                arithmetic.divide(
                    arithmetic.sum(
                        regions.positions().get(y[2]).stream()
                            .map(i -> x.get(y[0], y[1], i))
                            .toList()),
                    arithmetic.constant(divisor(spatial, regions, y[2]))))
        .reshape(inputs.get("input").shape().until(2).append(regions.output().extents()));
  }

  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape input = inputs.get("input").shape();
    Shape spatial = input.from(2);
    Regions regions = regions(spatial);
    NdArray<T> g = cotangent.flattenFrom(2);
    Scatter<T> gradInput = new Scatter<>(input.until(2).append(spatial.size()));
    for (int offset = 0; offset < g.size(); offset++) {
      int[] y = g.shape().index(offset);
      T share =
          arithmetic.divide(g.at(offset), arithmetic.constant(divisor(spatial, regions, y[2])));
      for (int i : regions.positions().get(y[2])) {
        gradInput.add(share, y[0], y[1], i);
      }
    }
    return Map.of("input", gradInput.sum(arithmetic).reshape(input));
  }
}
