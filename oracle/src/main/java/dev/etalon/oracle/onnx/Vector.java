package dev.etalon.oracle.onnx;

import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A third-party result in this project's terms.
 *
 * @param operator the operator
 * @param operands its operands by name
 * @param value what the third party says its value is
 */
public record Vector(Operator operator, Map<String, Tensor> operands, Tensor value) {
  public Vector {
    operands = Map.copyOf(operands);
  }

  /**
   * Holds the value against the truth. Whatever software computed it, and in whatever order: if it
   * computed in the dtype of the value and is right, it is within the dtype's budget.
   */
  public Verdict judge() {
    return Comparison.compare(value, expected(operator));
  }

  /**
   * Checks that the operator is defined here.
   *
   * @throws dev.etalon.reference.operator.ConstraintViolation if it is not
   */
  void checkDefined() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    operands.forEach((operand, tensor) -> shapes.put(operand, tensor.shape()));
    operator.outputShape(shapes);
  }

  /** The truth, with the budget of an algorithm for the operator. */
  Expected expected(Operator errorModel) {
    return Standard.ofValue(operator, errorModel, operands, value.dtype());
  }
}
