package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.Map;
import java.util.stream.IntStream;

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
      "padding may be at most half the kernel, and a window of nothing but padding is refused",
      "ceil mode drops a window that would start beyond the input and the padding before it"
    },
    lecture = "Konvolucijski modeli: sažimanje maksimumom (max pooling)")
public record MaxPool(Window window, boolean ceilMode, TieRule ties) implements MaxPooling {
  public MaxPool {
    Pooling.requirePaddingWithinHalfKernel("max_pool", window);
  }

  /** With the usual rule: the first of tied maxima receives the gradient. */
  public MaxPool(Window window, boolean ceilMode) {
    this(window, ceilMode, TieRule.FIRST);
  }

  @Override
  public String name() {
    return "max_pool" + window.rank() + "d";
  }

  /** A dilated window may step over the whole input. */
  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape output = MaxPooling.super.outputShape(operands);
    for (int axis = 0; axis < window.rank(); axis++) {
      WindowAxis along = window.axes().get(axis);
      int input = operands.get("input").extent(axis + 2);
      ConstraintViolation.require(
          IntStream.range(0, output.extent(axis + 2)).allMatch(p -> along.meets(p, input)),
          () ->
              ("%s has a window of nothing but padding (kernel %d, dilation %d, padding %d + %d,"
                      + " input %d); use less dilation or padding")
                  .formatted(
                      name(),
                      along.kernel(),
                      along.dilation(),
                      along.paddingBefore(),
                      along.paddingAfter(),
                      input));
    }
    return output;
  }

  @Override
  public int spatialAxes() {
    return window.rank();
  }

  @Override
  public Shape spatialOutput(Shape spatial) {
    return window.outputExtents(spatial, ceilMode);
  }

  @Override
  public Regions regions(Shape spatial) {
    return Regions.windows(window, spatial, ceilMode);
  }
}
