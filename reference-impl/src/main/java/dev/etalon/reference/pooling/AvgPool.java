package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import dev.etalon.reference.window.Windowed;

/**
 * {@code avg_pool1d}, {@code avg_pool2d}, {@code avg_pool3d}.
 *
 * @param window kernel extents, stride, padding, dilation
 * @param ceilMode whether a ragged last window counts
 * @param countIncludePad whether padding counts as zeros in the mean
 */
@Definition(
    summary = "The mean of each window of each channel.",
    equation = "y[n,c,p] = (1/D_p) Σ_k x[n, c, s·p + d·k − pad]",
    vjp = "x̄[n,c,i] = Σ_{p,k : s·p+d·k−pad = i} ȳ[n,c,p] / D_p",
    shapes = "input (N, C, spatial…) → (N, C, windows…); ⌈n/k⌉ windows with stride k and ceil mode",
    specialCases = {
      "count_include_pad: D_p counts the window's elements inside the padded input",
      "otherwise D_p counts only the elements inside the input",
      "what ceil mode adds beyond the padding never counts",
      "a window that holds nothing but padding is refused",
      "ceil mode drops a window that would start beyond the input and the padding before it"
    },
    lecture = "Konvolucijski modeli: sažimanje srednjom vrijednošću (average pooling)")
public record AvgPool(Window window, boolean ceilMode, boolean countIncludePad)
    implements AvgPooling, Windowed {
  @Override
  public String name() {
    return "avg_pool" + window.rank() + "d";
  }

  @Override
  public int spatialAxes() {
    return window.rank();
  }

  @Override
  public Regions regions(Shape spatial) {
    return Regions.windows(name(), window, spatial, ceilMode);
  }

  /** D_p. */
  @Override
  public int divisor(Shape spatial, Regions regions, int p) {
    if (!countIncludePad) {
      return regions.positions().get(p).size();
    }
    int[] position = regions.output().index(p);
    int divisor = 1;
    for (int axis = 0; axis < position.length; axis++) {
      WindowAxis along = window.axes().get(axis);
      int start = along.source(position[axis], 0);
      int room = spatial.extent(axis) + along.paddingAfter() - start;
      divisor *= Math.min(along.kernel(), (room + along.dilation() - 1) / along.dilation());
    }
    return divisor;
  }
}
