package dev.etalon.reference.composition;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/** An operator that is made of operators: its value and its gradients are those of its graph. */
public interface Composition extends Operator {
  /** The operators that it is made of. */
  ComputationalGraph graph();

  @Override
  default List<Operand> operands() {
    return graph().operands();
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    return graph().outputShape(operands);
  }

  @Override
  default <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return graph().forward(arithmetic, inputs);
  }

  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return graph().vjp(arithmetic, inputs, cotangent);
  }
}
