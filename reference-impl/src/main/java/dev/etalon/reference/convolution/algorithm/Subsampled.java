package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.WindowAxis;
import java.util.Arrays;

/**
 * A strided convolution as a dense one of which every s-th output is kept. The VJP goes back
 * through both (natrag ulančavanjem): the skipped outputs receive 0, and the zero-stuffed cotangent
 * passes through the dense convolution by {@link DenseBackward correlation}. The direct way,
 * without the products with 0, is the definition's.
 *
 * @param convolution the convolution that is computed
 */
public record Subsampled(Convolution convolution) implements ConvolutionAlgorithm {
  /** Whether an operator is a convolution with a stride. */
  public static boolean isDefinedFor(Operator operator) {
    return operator instanceof Convolution given
        && given.window().axes().stream().anyMatch(axis -> axis.stride() > 1);
  }

  /** The same convolution without its stride. */
  Convolution dense() {
    int[] ones = new int[convolution.window().rank()];
    Arrays.fill(ones, 1);
    return new Convolution(convolution.window().stride(ones), convolution.groups());
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> q = dense().forward(arithmetic, inputs);
    return NdArray.generate(outputShape(inputs.shapes()), i -> q.get(kept(i)));
  }

  @Override
  public <T> NdArray<T> gradInput(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    DenseBackward<T> backward =
        DenseBackward.byInput(
            arithmetic, dense(), inputs, zeroStuffed(arithmetic, inputs, cotangent));
    return backward.operator().forward(arithmetic, backward.inputs());
  }

  @Override
  public <T> NdArray<T> gradWeight(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    DenseBackward<T> backward =
        DenseBackward.byWeight(dense(), inputs, zeroStuffed(arithmetic, inputs, cotangent));
    NdArray<T> gradient = backward.operator().forward(arithmetic, backward.inputs()).flattenFrom(2);
    Shape weight = inputs.get("weight").shape();
    return NdArray.generate(
            weight.until(2).append(weight.from(2).size()), i -> gradient.get(i[1], i[0], i[2]))
        .reshape(weight);
  }

  /** The gradient of the dense output: that of every kept element, 0 for the others. */
  private <T> NdArray<T> zeroStuffed(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Scatter<T> stuffed = new Scatter<>(dense().outputShape(inputs.shapes()));
    for (int offset = 0; offset < cotangent.size(); offset++) {
      stuffed.add(cotangent.at(offset), kept(cotangent.shape().index(offset)));
    }
    return stuffed.sum(arithmetic);
  }

  /** The index in the dense output of an element of the strided one. */
  private int[] kept(int[] index) {
    int[] kept = index.clone();
    int[] stride = convolution.window().each(WindowAxis::stride);
    for (int axis = 0; axis < stride.length; axis++) {
      kept[axis + 2] *= stride[axis];
    }
    return kept;
  }
}
