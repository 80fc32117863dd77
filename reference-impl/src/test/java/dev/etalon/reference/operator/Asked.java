package dev.etalon.reference.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** An operator with operands, asked for its value and gradients in float64. */
public final class Asked {
  private final Operator operator;
  private final Map<String, Tensor> operands = new LinkedHashMap<>();

  private Asked(Operator operator) {
    this.operator = operator;
  }

  public static Asked of(Operator operator) {
    return new Asked(operator);
  }

  public Asked with(String operand, Tensor values) {
    operands.put(operand, values);
    return this;
  }

  /** An operand of 1, 2, 3, … in row-major order. */
  public Asked counting(String operand, int... extents) {
    return with(operand, Tensor.generate(DType.FLOAT64, Shape.of(extents), i -> i + 1));
  }

  public Tensor forward() {
    return Evaluation.DEFINITION.forward(operator, operands, DType.FLOAT64);
  }

  /** The gradient by an operand, for a cotangent in row-major order. */
  public Tensor gradient(String operand, double... cotangent) {
    return Evaluation.DEFINITION
        .vjp(operator, operands, Tensor.float64(forward().shape(), cotangent), DType.FLOAT64)
        .get(operand);
  }

  /** Asserts that the operator refuses the operands in these words. */
  public void isRefused(String message) {
    assertThatThrownBy(this::forward).isInstanceOf(ConstraintViolation.class).hasMessage(message);
  }

  /** Asserts that making an operator is refused in these words. */
  public static void isRefused(ThrowingCallable making, String message) {
    assertThatThrownBy(making).isInstanceOf(ConstraintViolation.class).hasMessage(message);
  }
}
