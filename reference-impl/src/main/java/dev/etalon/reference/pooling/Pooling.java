package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/** What the poolings share: an input (N, C, spatial…), of which every channel is pooled alone. */
sealed interface Pooling extends Operator permits MaxPooling, AvgPooling {
  /** The number of spatial axes. */
  int spatialAxes();

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
    return input.until(2).append(regions(input.from(2)).output().extents());
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
