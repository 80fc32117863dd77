package dev.etalon.reference.convolution;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code unfold}: {@code im2row}, laid out as PyTorch's {@code im2col}.
 *
 * @param window kernel extents, stride, padding of each side, dilation
 */
@Definition(
    summary = "Every window of every channel as a column: convolution becomes a matrix product.",
    equation = "y[n, c·K + k, p] = x[n, c, s·p + d·k − pad]",
    vjp = "x̄[n,c,i] = Σ_{p,k : s·p+d·k−pad = i} ȳ[n, c·K + k, p]",
    shapes = "input (N, C, spatial…) → (N, C·K, P), K kernel positions, P window positions",
    specialCases = {
      "padding is 0",
      "the lectures' im2row(p) is the transpose of one image's (C·K, P)",
      "its adjoint is fold"
    },
    lecture = "Implementacija: ravnanje jezgri (im2row)")
public record Unfold(Window window) implements Operator {
  @Override
  public String name() {
    return "unfold";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Layout.requireBatch(name(), window, input);
    int positions = window.outputExtents(input.from(2), false).size();
    return Shape.of(input.extent(0), input.extent(1) * window.kernel().size(), positions);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Taps taps = taps(inputs.get("input").shape());
    return NdArray.generate(
        outputShape(inputs.shapes()),
        y -> {
          int i = taps.at(y[2], y[1] % taps.kernelSize());
          return i == Taps.PADDING ? arithmetic.zero() : x.get(y[0], y[1] / taps.kernelSize(), i);
        });
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape input = inputs.get("input").shape();
    Taps taps = taps(input);
    return Map.of("input", accumulate(arithmetic, cotangent, taps, input));
  }

  /** Every element of every column added to the element of the image that it stands for. */
  static <T> NdArray<T> accumulate(
      Arithmetic<T> arithmetic, NdArray<T> columns, Taps taps, Shape image) {
    Scatter<T> sums = new Scatter<>(image.until(2).append(image.from(2).size()));
    for (int offset = 0; offset < columns.size(); offset++) {
      int[] column = columns.shape().index(offset);
      int i = taps.at(column[2], column[1] % taps.kernelSize());
      if (i != Taps.PADDING) {
        sums.add(columns.at(offset), column[0], column[1] / taps.kernelSize(), i);
      }
    }
    return sums.sum(arithmetic).reshape(image);
  }

  private Taps taps(Shape input) {
    return window.taps(input.from(2), window.outputExtents(input.from(2), false));
  }
}
