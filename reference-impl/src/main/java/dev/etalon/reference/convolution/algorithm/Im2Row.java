package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.Fold;
import dev.etalon.reference.convolution.Unfold;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The product of the unfolded kernels with the matrix of windows (ravnanje jezgri): {@code q = w ·
 * im2row(p)ᵀ}, {@code w̄ = q̄ · im2row(p)}. The input VJP is {@code im2row(pad(q̄)) · flip(w)} at
 * stride 1; with a stride that matrix would be sparse, so there {@code p̄ = row2im(wᵀ · q̄)}.
 * Padding is multiplied like any other element.
 *
 * @param convolution the convolution that is computed
 */
public record Im2Row(Convolution convolution) implements ConvolutionAlgorithm {
  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> w = matrix(inputs.get("weight"));
    NdArray<T> rows = rows(arithmetic, inputs);
    Shape output = outputShape(inputs.shapes());
    return NdArray.generate(
            output.until(2).append(output.from(2).size()),
            q -> {
              List<T> terms = new ArrayList<>();
              for (int j = 0; j < w.shape().extent(1); j++) {
                terms.add(
                    arithmetic.multiply(w.get(q[1], j), rows.get(q[0], first(w, q[1]) + j, q[2])));
              }
              return ConvolutionAlgorithm.biased(arithmetic, inputs, q[1], arithmetic.sum(terms));
            })
        .reshape(output);
  }

  @Override
  public <T> NdArray<T> gradWeight(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> w = matrix(inputs.get("weight"));
    NdArray<T> rows = rows(arithmetic, inputs);
    NdArray<T> g = cotangent.flattenFrom(2);
    return NdArray.generate(
            w.shape(),
            i -> {
              List<T> terms = new ArrayList<>();
              for (int n = 0; n < g.shape().extent(0); n++) {
                for (int p = 0; p < g.shape().extent(2); p++) {
                  terms.add(
                      arithmetic.multiply(
                          g.get(n, i[0], p), rows.get(n, first(w, i[0]) + i[1], p)));
                }
              }
              return arithmetic.sum(terms);
            })
        .reshape(inputs.get("weight").shape());
  }

  @Override
  public <T> NdArray<T> gradInput(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Window window = convolution.window();
    if (window.axes().stream().allMatch(axis -> axis.stride() == 1)) {
      DenseBackward<T> backward = DenseBackward.byInput(arithmetic, convolution, inputs, cotangent);
      return new Im2Row(backward.operator()).forward(arithmetic, backward.inputs());
    }
    NdArray<T> w = matrix(inputs.get("weight"));
    NdArray<T> g = cotangent.flattenFrom(2);
    Shape input = inputs.get("input").shape();
    int outputs = w.shape().extent(0) / convolution.groups();
    NdArray<T> columns =
        NdArray.generate(
            Shape.of(
                input.extent(0), w.shape().extent(1) * convolution.groups(), g.shape().extent(2)),
            i -> {
              int row = i[1] % w.shape().extent(1);
              int firstOutput = i[1] / w.shape().extent(1) * outputs;
              List<T> terms = new ArrayList<>();
              for (int o = firstOutput; o < firstOutput + outputs; o++) {
                terms.add(arithmetic.multiply(w.get(o, row), g.get(i[0], o, i[2])));
              }
              return arithmetic.sum(terms);
            });
    List<Integer> spatial = input.from(2).toList();
    return new Fold(window, spatial)
        .forward(arithmetic, new Inputs<>(Map.of("input", columns), Map.of()));
  }

  /** The kernels as rows: (O, C/groups·K). */
  private static <T> NdArray<T> matrix(NdArray<T> weight) {
    return weight.flattenFrom(1);
  }

  private <T> NdArray<T> rows(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    Map<String, NdArray<T>> input = Map.of("input", inputs.get("input"));
    return new Unfold(convolution.window()).forward(arithmetic, new Inputs<>(input, Map.of()));
  }

  /** The row of the window matrix that the first weight of kernel o meets. */
  private <T> int first(NdArray<T> w, int o) {
    return o / (w.shape().extent(0) / convolution.groups()) * w.shape().extent(1);
  }
}
