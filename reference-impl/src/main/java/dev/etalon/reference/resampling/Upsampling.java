package dev.etalon.reference.resampling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the resamplings share: an input (N, C, spatial…) and the size of the output. */
sealed interface Upsampling extends Operator permits UpsampleNearest, UpsampleLinear {
  Resize size();

  @Override
  default List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  default Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() == size().axes() + 2 && input.from(2).size() > 0,
        () ->
            "%s needs an input of shape (N, C, %d spatial axes), none of them empty; given is %s"
                .formatted(name(), size().axes(), input));
    return input.until(2).append(size().resized(input.from(2)).extents());
  }
}
