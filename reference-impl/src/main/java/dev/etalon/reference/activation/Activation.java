package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * An activation function (aktivacijska funkcija): a function of one number, applied to each
 * element, y = f(x). A new one says its name, its value and its slope.
 */
public interface Activation extends Operator {
  /** f(x). */
  <T> T value(Arithmetic<T> arithmetic, T x);

  /** f′(x); at a kink, the convention. */
  <T> T slope(Arithmetic<T> arithmetic, T x);

  @Override
  default List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    return operands.get("input");
  }

  @Override
  default <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return inputs.get("input").map(x -> value(arithmetic, x));
  }

  /** x̄ = ȳ·f′(x). */
  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input");
    return Map.of(
        "input",
        NdArray.generateFlat(
            x.shape(), i -> arithmetic.multiply(cotangent.at(i), slope(arithmetic, x.at(i)))));
  }
}
