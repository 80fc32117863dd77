package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.Windowed;

/**
 * {@code max_pool1d}, {@code max_pool2d}, {@code max_pool3d}.
 *
 * @param window kernel extents, stride, padding, dilation
 * @param ceilMode whether a ragged last window counts
 * @param ties which of tied maxima receives the gradient
 */
@Definition(
    summary = "The maximum of each window of each channel.",
    equation = "y[n,c,p] = max_k x[n, c, s·p + d·k − pad]",
    vjp = "x̄[n,c,i] = Σ_{p : argmax of window p is i} ȳ[n,c,p]",
    shapes = "input (N, C, spatial…) → (N, C, windows…); ⌈n/k⌉ windows with stride k and ceil mode",
    specialCases = {
      "padding never wins: it counts as −∞, also in a window of negative elements",
      "FIRST: of tied maxima the first in row-major order receives the whole gradient",
      "SPLIT: m tied maxima receive ȳ/m each, as if y were their mean",
      "NaN wins, the first of several",
      "a window that holds nothing but padding is refused",
      "ceil mode drops a window that would start beyond the input and the padding before it",
      "the lectures write ⌈n/k⌉ windows forward but sum over ⌊n/k⌋ backward; here both count all"
    },
    lecture = "Konvolucijski modeli: sažimanje maksimumom (max pooling)")
public record MaxPool(Window window, boolean ceilMode, TieRule ties)
    implements MaxPooling, Windowed {
  /** With the usual rule: the first of tied maxima receives the gradient. */
  public MaxPool(Window window, boolean ceilMode) {
    this(window, ceilMode, TieRule.FIRST);
  }

  @Override
  public String name() {
    return "max_pool" + window.rank() + "d";
  }

  @Override
  public int spatialAxes() {
    return window.rank();
  }

  @Override
  public Regions regions(Shape spatial) {
    return Regions.windows(name(), window, spatial, ceilMode);
  }
}
