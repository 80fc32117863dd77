package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.List;
import java.util.Map;

/** What the poolings share: an input (N, C, spatial…), of which every channel is pooled alone. */
sealed interface Pooling extends Operator permits MaxPooling, AvgPooling {
  /** The number of spatial axes. */
  int spatialAxes();

  /** The spatial extents of the output. */
  Shape spatialOutput(Shape spatial);

  /** What is pooled, over an input's spatial extents. */
  Regions regions(Shape spatial);

  @Override
  default List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() == spatialAxes() + 2 && input.from(2).size() > 0,
        () ->
            "%s needs an input of shape (N, C, %d spatial axes), none of them empty; given is %s"
                .formatted(name(), spatialAxes(), input));
    return input.until(2).append(spatialOutput(input.from(2)).extents());
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

  static void requireGrid(String operator, List<Integer> output) {
    ConstraintViolation.require(
        !output.isEmpty() && output.stream().allMatch(extent -> extent >= 1),
        () ->
            "%s has the output %s; give an extent of at least 1 for every spatial axis"
                .formatted(operator, output));
  }

  static void requireSpatialAxes(String operator, int spatialAxes) {
    ConstraintViolation.require(
        spatialAxes >= 1,
        () -> "%s has %d spatial axes; it needs at least 1".formatted(operator, spatialAxes));
  }

  /** An extent of 1 for every spatial axis. */
  static Shape single(int spatialAxes) {
    Shape single = Shape.scalar();
    for (int axis = 0; axis < spatialAxes; axis++) {
      single = single.append(1);
    }
    return single;
  }
}
