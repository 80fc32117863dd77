package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the poolings share: an input (N, C, spatial…), a window, and ceil mode. */
sealed interface Pooling extends Operator permits MaxPool, AvgPool {
  Window window();

  boolean ceilMode();

  @Override
  default List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() == window().rank() + 2,
        () ->
            "%s needs an input of shape (N, C, %d spatial axes); given is %s"
                .formatted(name(), window().rank(), input));
    return input.until(2).append(spatialOutput(input).extents());
  }

  private Shape spatialOutput(Shape input) {
    return window().outputExtents(input.from(2), ceilMode());
  }

  /** The table of input elements in each window. */
  default Taps taps(Shape input) {
    return window().taps(input.from(2), spatialOutput(input));
  }

  /**
   * Every window holds an element of the input when no side is padded by more than half a kernel.
   */
  static void requirePaddingWithinHalfKernel(String operator, Window window) {
    for (WindowAxis axis : window.axes()) {
      ConstraintViolation.require(
          2 * Math.max(axis.paddingBefore(), axis.paddingAfter()) <= axis.kernel(),
          () ->
              "%s has padding %d + %d; each side may be at most half the kernel %d"
                  .formatted(operator, axis.paddingBefore(), axis.paddingAfter(), axis.kernel()));
    }
  }

  static void requireDense(String operator, Window window) {
    for (WindowAxis axis : window.axes()) {
      ConstraintViolation.require(
          axis.dilation() == 1,
          () -> "%s has dilation %d; only 1 is defined".formatted(operator, axis.dilation()));
    }
  }

  /** The input positions of one window, in row-major order, without padding. */
  static List<Integer> sources(Taps taps, int p) {
    List<Integer> sources = new ArrayList<>();
    for (int k = 0; k < taps.kernelSize(); k++) {
      if (taps.at(p, k) != Taps.PADDING) {
        sources.add(taps.at(p, k));
      }
    }
    return sources;
  }
}
