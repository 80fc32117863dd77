package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;

/**
 * Something that claims to compute operators: the definitions themselves, a fast kernel, a
 * deliberately wrong one, a user's. It is a black box to the judges and may throw; {@link
 * UnsupportedOperationException} means "not implemented".
 */
public interface Implementation {
  /** Its name in the report. */
  String name();

  /**
   * The value f(x).
   *
   * @param operands tensors by operand name; floating ones share the dtype
   * @param dtype the dtype of the floating operands and of the result
   */
  Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype);

  /** The gradient of ⟨cotangent, f(x)⟩ by every differentiable operand, by operand name. */
  Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype);

  /**
   * The gradient of ⟨cotangent, f(x)⟩ by one operand alone. An implementation that computes them
   * apart overrides this, so that each gradient can be timed for itself.
   *
   * @throws IllegalArgumentException if there is no gradient by that operand
   */
  default Tensor gradient(
      Operator operator,
      String operand,
      Map<String, Tensor> operands,
      Tensor cotangent,
      DType dtype) {
    Tensor gradient = vjp(operator, operands, cotangent, dtype).get(operand);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "%s has no gradient by '%s'".formatted(operator.name(), operand));
    }
    return gradient;
  }

  /**
   * The same for one thread that looks at no result once it asks for the next, as a loop does that
   * only takes the time: then a result may lie where an earlier one lay, even one of the same VJP,
   * as it does with an allocator that keeps what it was given back.
   */
  default Implementation reusingResults() {
    return this;
  }

  /** Whether it claims to compute an operator; what it does not claim it is not asked. */
  default boolean claims(Operator operator) {
    return true;
  }

  /**
   * The operator whose running error analysis bounds the errors of this implementation: the
   * definition itself, unless the implementation goes another way with errors of its own
   * (Winograd's transforms).
   */
  default Operator errorModel(Operator operator) {
    return operator;
  }

  /**
   * The arithmetic in which this implementation computes a dtype, by its own account: what the
   * dtype promises, unless the implementation was allowed less (TF32).
   */
  default Precision precision(DType dtype) {
    return Precision.of(dtype);
  }
}
