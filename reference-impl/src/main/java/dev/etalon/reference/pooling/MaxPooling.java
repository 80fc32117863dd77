package dev.etalon.reference.pooling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The maximum of each region. Tied maxima that share the gradient are averaged. */
sealed interface MaxPooling extends Pooling permits MaxPool, AdaptiveMaxPool, GlobalMaxPool {
  /** Which of tied maxima receives the gradient. */
  TieRule ties();

  @Override
  default <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Regions regions = regions(inputs.get("input").shape().from(2));
    return NdArray.generate(
            x.shape().withExtent(2, regions.positions().size()),
            y -> {
              List<Integer> winners = winners(arithmetic, x, y, regions.positions().get(y[2]));
              List<T> maxima = winners.stream().map(i -> x.get(y[0], y[1], i)).toList();
              return maxima.size() == 1
                  ? maxima.get(0)
                  : arithmetic.divide(arithmetic.sum(maxima), arithmetic.constant(maxima.size()));
            })
        .reshape(inputs.get("input").shape().until(2).append(regions.output().extents()));
  }

  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Regions regions = regions(inputs.get("input").shape().from(2));
    NdArray<T> g = cotangent.flattenFrom(2);
    Scatter<T> gradInput = new Scatter<>(x.shape());
    for (int offset = 0; offset < g.size(); offset++) {
      int[] y = g.shape().index(offset);
      List<Integer> winners = winners(arithmetic, x, y, regions.positions().get(y[2]));
      T share =
          winners.size() == 1
              ? g.at(offset)
              : arithmetic.divide(g.at(offset), arithmetic.constant(winners.size()));
      for (int i : winners) {
        gradInput.add(share, y[0], y[1], i);
      }
    }
    return Map.of("input", gradInput.sum(arithmetic).reshape(inputs.get("input").shape()));
  }

  /** The positions of the maxima, in row-major order, that receive the gradient. */
  private <T> List<Integer> winners(
      Arithmetic<T> arithmetic, NdArray<T> x, int[] y, List<Integer> region) {
    List<Integer> winners = new ArrayList<>();
    for (int i : region) {
      int order =
          winners.isEmpty()
              ? 1
              : arithmetic.compare(x.get(y[0], y[1], i), x.get(y[0], y[1], winners.get(0)));
      if (order > 0) {
        winners.clear();
      }
      if (order > 0 || (order == 0 && ties() == TieRule.SPLIT)) {
        winners.add(i);
      }
    }
    return winners;
  }
}
