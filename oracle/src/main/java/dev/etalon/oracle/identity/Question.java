package dev.etalon.oracle.identity;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an implementation is asked: an operator at its operands. The data must be exact in the dtype
 * of the trial, so that an identity is not blurred by rounding its inputs.
 *
 * @param operator the operator
 * @param operands a tensor for every operand that is given, by name
 */
record Question(Operator operator, Map<String, Tensor> operands) {
  Question {
    operands = Collections.unmodifiableMap(new LinkedHashMap<>(operands));
  }

  static Question of(Case exam) {
    return new Question(exam.operator(), exam.operands());
  }

  Question of(Operator other) {
    return new Question(other, operands);
  }

  Question with(String operand, Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(operands);
    changed.put(operand, tensor);
    return new Question(operator, changed);
  }

  Question without(String operand) {
    Map<String, Tensor> changed = new LinkedHashMap<>(operands);
    changed.remove(operand);
    return new Question(operator, changed);
  }

  Tensor operand(String name) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("the question has no operand '" + name + "'"));
  }

  Optional<Tensor> find(String name) {
    return Optional.ofNullable(operands.get(name));
  }

  /** The same data for the operator's one input only. */
  Question ofInput(Operator other) {
    return new Question(other, Map.of("input", operand("input")));
  }

  Shape outputShape() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    operands.forEach((operand, tensor) -> shapes.put(operand, tensor.shape()));
    return operator.outputShape(shapes);
  }

  /** The implementation's value. */
  Side forward() {
    return witness -> witness.forward(this);
  }

  /** The implementation's gradient of ⟨cotangent, f⟩ by an operand. */
  Side gradient(String operand, Tensor cotangent) {
    return witness -> witness.gradient(this, cotangent, operand);
  }
}
