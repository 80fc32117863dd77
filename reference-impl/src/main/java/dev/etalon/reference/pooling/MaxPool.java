package dev.etalon.reference.pooling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.Windowed;
import java.util.Map;

/**
 * {@code max_pool1d}, {@code max_pool2d}.
 *
 * @param window kernel extents, stride, padding, dilation
 * @param ceilMode whether a ragged last window counts
 */
@Definition(
    summary = "The maximum of each window of each channel.",
    equation = "y[n,c,p] = max_k x[n, c, s·p + d·k − pad]",
    vjp = "x̄[n,c,i] = Σ_{p : argmax of window p is i} ȳ[n,c,p]",
    shapes = "input (N, C, spatial…) → (N, C, windows…)",
    specialCases = {
      "padding never wins: it counts as −∞, also in a window of negative elements",
      "of tied elements the first in row-major order receives the whole gradient",
      "NaN wins",
      "padding may be at most half the kernel, so that no window is all padding"
    },
    lecture = "Konvolucijski modeli: sažimanje maksimumom (max pooling)")
public record MaxPool(Window window, boolean ceilMode) implements Pooling, Windowed {
  public MaxPool {
    Pooling.requirePaddingWithinHalfKernel("max_pool", window);
  }

  @Override
  public String name() {
    return "max_pool" + window.rank() + "d";
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Taps taps = taps(inputs.get("input").shape());
    return NdArray.generate(
            x.shape().withExtent(2, taps.positions()),
            y -> x.get(y[0], y[1], argmax(arithmetic, x, taps, y)))
        .reshape(outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Taps taps = taps(inputs.get("input").shape());
    NdArray<T> g = cotangent.flattenFrom(2);
    Scatter<T> gradInput = new Scatter<>(x.shape());
    for (int offset = 0; offset < g.size(); offset++) {
      int[] y = g.shape().index(offset);
      gradInput.add(g.at(offset), y[0], y[1], argmax(arithmetic, x, taps, y));
    }
    return Map.of("input", gradInput.sum(arithmetic).reshape(inputs.get("input").shape()));
  }

  /** The position of the first maximum in the window of output index (n, c, p). */
  private static <T> int argmax(Arithmetic<T> arithmetic, NdArray<T> x, Taps taps, int[] y) {
    int best = Taps.PADDING;
    for (int i : Pooling.sources(taps, y[2])) {
      if (best == Taps.PADDING
          || arithmetic.compare(x.get(y[0], y[1], i), x.get(y[0], y[1], best)) > 0) {
        best = i;
      }
    }
    return best;
  }
}
