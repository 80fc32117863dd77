package dev.etalon.reference.pooling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import dev.etalon.reference.window.Windowed;
import java.util.Map;
import java.util.Set;

/**
 * {@code avg_pool1d}, {@code avg_pool2d}.
 *
 * @param window kernel extents, stride, padding; not dilated
 * @param ceilMode whether a ragged last window counts
 * @param countIncludePad whether padding counts as zeros in the mean
 */
@Definition(
    summary = "The mean of each window of each channel.",
    equation = "y[n,c,p] = (1/D_p) Σ_k x[n, c, s·p + k − pad]",
    vjp = "x̄[n,c,i] = Σ_{p,k : s·p+k−pad = i} ȳ[n,c,p] / D_p",
    shapes = "input (N, C, spatial…) → (N, C, windows…)",
    specialCases = {
      "count_include_pad: D_p counts the window's elements inside the padded input",
      "otherwise D_p counts only the elements inside the input",
      "what ceil mode adds beyond the padding never counts"
    },
    lecture = "Konvolucijski modeli: sažimanje srednjom vrijednošću (average pooling)")
public record AvgPool(Window window, boolean ceilMode, boolean countIncludePad)
    implements Pooling, Windowed {
  public AvgPool {
    Pooling.requirePaddingWithinHalfKernel("avg_pool", window);
    Pooling.requireDense("avg_pool", window);
  }

  @Override
  public String name() {
    return "avg_pool" + window.rank() + "d";
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Taps taps = taps(inputs.get("input").shape());
    return NdArray.generate(
            x.shape().withExtent(2, taps.positions()),
            y ->
                arithmetic.divide(
                    arithmetic.sum(
                        Pooling.sources(taps, y[2]).stream()
                            .map(i -> x.get(y[0], y[1], i))
                            .toList()),
                    arithmetic.constant(divisor(inputs, taps, y[2]))))
        .reshape(outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape input = inputs.get("input").shape();
    Taps taps = taps(input);
    NdArray<T> g = cotangent.flattenFrom(2);
    Scatter<T> gradInput = new Scatter<>(input.until(2).append(input.from(2).size()));
    for (int offset = 0; offset < g.size(); offset++) {
      int[] y = g.shape().index(offset);
      T share = arithmetic.divide(g.at(offset), arithmetic.constant(divisor(inputs, taps, y[2])));
      for (int i : Pooling.sources(taps, y[2])) {
        gradInput.add(share, y[0], y[1], i);
      }
    }
    return Map.of("input", gradInput.sum(arithmetic).reshape(input));
  }

  /** D_p. */
  private <T> int divisor(Inputs<T> inputs, Taps taps, int p) {
    if (!countIncludePad) {
      return Pooling.sources(taps, p).size();
    }
    Shape input = inputs.get("input").shape();
    int[] position = outputShape(inputs.shapes()).from(2).index(p);
    int divisor = 1;
    for (int axis = 0; axis < position.length; axis++) {
      WindowAxis along = window.axes().get(axis);
      int start = along.source(position[axis], 0);
      int end = Math.min(start + along.kernel(), input.extent(axis + 2) + along.paddingAfter());
      divisor *= end - start;
    }
    return divisor;
  }
}
