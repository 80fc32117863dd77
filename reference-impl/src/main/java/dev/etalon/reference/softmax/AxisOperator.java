package dev.etalon.reference.softmax;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What softmax, log-softmax and log-sum-exp share: one input and an axis. */
sealed interface AxisOperator extends Operator permits Softmax, LogSoftmax, LogSumExp {
  int axis();

  @Override
  default List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() > 0,
        () -> "%s of a scalar has no axis; give it the shape (1)".formatted(name()));
    ConstraintViolation.require(
        axis() >= -input.rank() && axis() < input.rank(),
        () ->
            "%s along axis %d of shape %s; allowed are axes %d to %d"
                .formatted(name(), axis(), input, -input.rank(), input.rank() - 1));
    ConstraintViolation.require(
        input.extent(axis()) > 0,
        () -> "%s along axis %d of shape %s has nothing to sum".formatted(name(), axis(), input));
    return input;
  }

  /** exp(xᵢ − m) for the stabilizing shift m. */
  static <T> List<T> shiftedExponentials(Arithmetic<T> arithmetic, List<T> x, T shift) {
    List<T> exponentials = new ArrayList<>(x.size());
    for (T element : x) {
      exponentials.add(arithmetic.exp(arithmetic.subtract(element, shift)));
    }
    return exponentials;
  }
}
