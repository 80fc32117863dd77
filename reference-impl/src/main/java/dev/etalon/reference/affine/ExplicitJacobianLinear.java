package dev.etalon.reference.affine;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Algorithm;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code linear} with the weight gradient by the book: through the explicit Jacobian ∂q/∂vec(W) of
 * every example. Equal to {@link Linear}, and dearer by the number of outputs.
 */
public record ExplicitJacobianLinear() implements Algorithm {
  private static final Linear LINEAR = new Linear();

  @Override
  public Linear definition() {
    return LINEAR;
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = Linear.rows(inputs.get("input"));
    NdArray<T> g = Linear.rows(cotangent);
    List<NdArray<T>> contributions = new ArrayList<>();
    for (int n = 0; n < x.shape().extent(0); n++) {
      contributions.add(WeightGradient.throughJacobian(arithmetic, row(g, n), row(x, n)));
    }
    Map<String, NdArray<T>> gradients =
        new LinkedHashMap<>(LINEAR.vjp(arithmetic, inputs, cotangent));
    gradients.put(
        "weight",
        NdArray.generateFlat(
            inputs.get("weight").shape(),
            entry -> arithmetic.sum(contributions.stream().map(c -> c.at(entry)).toList())));
    return gradients;
  }

  private static <T> NdArray<T> row(NdArray<T> matrix, int n) {
    return NdArray.generateFlat(matrix.shape().from(1), i -> matrix.get(n, i));
  }
}
