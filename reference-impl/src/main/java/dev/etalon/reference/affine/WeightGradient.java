package dev.etalon.reference.affine;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of an affine layer q = W·p + b by its matrix parameter, in the ways of the lectures
 * (potpuno povezani sloj; ideas 1 to 3). With D outputs and E inputs, p has shape (E), ∂L/∂q (D)
 * and ∂L/∂W (D, E).
 */
public final class WeightGradient {
  private WeightGradient() {}

  /**
   * The Jacobian ∂q/∂vec(W) of shape (D, D·E), vec row by row: output j depends on row j of W only,
   * so row j holds p in the columns of that row and 0 elsewhere.
   */
  public static <T> NdArray<T> jacobian(Arithmetic<T> arithmetic, NdArray<T> p, int outputs) {
    int inputs = p.size();
    return NdArray.generate(
        Shape.of(outputs, outputs * inputs),
        index -> index[1] / inputs == index[0] ? p.at(index[1] % inputs) : arithmetic.zero());
  }

  /** ∂L/∂vec(W) = ∂L/∂q · ∂q/∂vec(W), then given the shape of W: D²·E multiplications. */
  public static <T> NdArray<T> throughJacobian(
      Arithmetic<T> arithmetic, NdArray<T> gradOutput, NdArray<T> p) {
    int outputs = gradOutput.size();
    NdArray<T> jacobian = jacobian(arithmetic, p, outputs);
    return NdArray.generateFlat(
        Shape.of(outputs, p.size()),
        entry -> {
          List<T> terms = new ArrayList<>();
          for (int j = 0; j < outputs; j++) {
            terms.add(arithmetic.multiply(gradOutput.at(j), jacobian.get(j, entry)));
          }
          return arithmetic.sum(terms);
        });
  }

  /** ∂L/∂W = (∂L/∂q)ᵀ·pᵀ: D·E multiplications. */
  public static <T> NdArray<T> outerProduct(
      Arithmetic<T> arithmetic, NdArray<T> gradOutput, NdArray<T> p) {
    return NdArray.generate(
        Shape.of(gradOutput.size(), p.size()),
        w -> arithmetic.multiply(gradOutput.at(w[0]), p.at(w[1])));
  }

  /**
   * ∂L/∂W = (1/N)·G·P for a loss that is the mean of N losses L_n.
   *
   * @param gradOutputs ∂L_n/∂q in row n, shape (N, D); the lectures' G is its transpose
   * @param p the input activations in row n, shape (N, E)
   */
  public static <T> NdArray<T> batched(
      Arithmetic<T> arithmetic, NdArray<T> gradOutputs, NdArray<T> p) {
    int batch = p.shape().extent(0);
    return NdArray.generate(
        Shape.of(gradOutputs.shape().extent(1), p.shape().extent(1)),
        w -> {
          List<T> terms = new ArrayList<>();
          for (int n = 0; n < batch; n++) {
            terms.add(arithmetic.multiply(gradOutputs.get(n, w[0]), p.get(n, w[1])));
          }
          return arithmetic.divide(arithmetic.sum(terms), arithmetic.constant(batch));
        });
  }
}
