package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Another way to compute an operator: the same operands, shapes and mathematical value. It says
 * what it computes otherwise; all the rest is the definition's.
 */
public interface Algorithm extends Operator {
  /** The operator that is computed. */
  Operator definition();

  @Override
  default String name() {
    return definition().name();
  }

  @Override
  default List<Operand> operands() {
    return definition().operands();
  }

  @Override
  default Set<String> affineIn() {
    return definition().affineIn();
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    return definition().outputShape(operands);
  }

  @Override
  default <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return definition().forward(arithmetic, inputs);
  }

  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return definition().vjp(arithmetic, inputs, cotangent);
  }
}
