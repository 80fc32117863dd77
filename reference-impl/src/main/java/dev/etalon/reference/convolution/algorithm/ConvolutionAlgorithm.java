package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.Layout;
import dev.etalon.reference.operator.Algorithm;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.NdArray;
import java.util.LinkedHashMap;
import java.util.Map;

/** A way to compute a convolution. */
public sealed interface ConvolutionAlgorithm extends Algorithm
    permits Im2Row, Toeplitz, Winograd, Subsampled {
  /** The convolution that is computed. */
  Convolution convolution();

  @Override
  default Convolution definition() {
    return convolution();
  }

  /** The gradient by the input. */
  <T> NdArray<T> gradInput(Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent);

  /** The gradient by the weight. */
  <T> NdArray<T> gradWeight(Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent);

  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    gradients.put("input", gradInput(arithmetic, inputs, cotangent));
    gradients.put("weight", gradWeight(arithmetic, inputs, cotangent));
    inputs
        .find("bias")
        .ifPresent(
            bias -> gradients.put("bias", Layout.gradBias(arithmetic, cotangent.flattenFrom(2))));
    return gradients;
  }

  /** The sum with b[o], or the sum alone if the convolution has no bias. */
  static <T> T biased(Arithmetic<T> arithmetic, Inputs<T> inputs, int o, T sum) {
    return inputs.find("bias").map(bias -> arithmetic.add(sum, bias.get(o))).orElse(sum);
  }
}
