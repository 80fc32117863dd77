package dev.etalon.reference.convolution;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.Windowed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code convolution1d}, {@code convolution2d}: convolution in the mathematical sense, with the
 * kernel flipped along every spatial axis.
 *
 * @param window kernel extents, stride, padding of each side, dilation
 * @param groups the number of channel groups
 */
@Definition(
    summary = "Mathematical convolution: cross-correlation with the kernel flipped.",
    equation = "y[n,o,p] = b[o] + Σ_c Σ_k w[o,c,K−1−k] · x[n, c₀(o)+c, s·p + d·k − pad]",
    vjp = {
      "x̄ = input VJP of cross-correlation with the flipped kernel",
      "w̄[o,c,k] = weight VJP of cross-correlation at K−1−k",
      "b̄[o] = Σ_n Σ_p ȳ[n,o,p]"
    },
    shapes = "as conv1d, conv2d",
    specialCases = {"equals cross-correlation for a symmetric kernel"},
    lecture = "Konvolucijski modeli: konvolucija i unakrsna korelacija (convolution)")
public record FlippedConvolution(Window window, int groups) implements Operator, Windowed {
  public FlippedConvolution {
    ConstraintViolation.require(
        groups >= 1, () -> "groups is %d; it must be at least 1".formatted(groups));
  }

  @Override
  public String name() {
    return "convolution" + window.rank() + "d";
  }

  private Convolution correlation() {
    return new Convolution(window, groups);
  }

  @Override
  public List<Operand> operands() {
    return correlation().operands();
  }

  @Override
  public Set<String> affineIn() {
    return correlation().affineIn();
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    return correlation().outputShape(operands);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return correlation().forward(arithmetic, withFlippedKernel(inputs));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Map<String, NdArray<T>> gradients =
        new LinkedHashMap<>(correlation().vjp(arithmetic, withFlippedKernel(inputs), cotangent));
    gradients.compute("weight", (name, gradient) -> flip(gradient));
    return gradients;
  }

  private <T> Inputs<T> withFlippedKernel(Inputs<T> inputs) {
    Map<String, NdArray<T>> numbers = new LinkedHashMap<>(inputs.numbers());
    numbers.compute("weight", (name, weight) -> flip(weight));
    return new Inputs<>(numbers, inputs.indices());
  }

  /** Flipping every spatial axis reverses the row-major order of each kernel. */
  private static <T> NdArray<T> flip(NdArray<T> weight) {
    NdArray<T> w = weight.flattenFrom(2);
    int last = w.shape().extent(2) - 1;
    return NdArray.generate(w.shape(), i -> w.get(i[0], i[1], last - i[2])).reshape(weight.shape());
  }
}
