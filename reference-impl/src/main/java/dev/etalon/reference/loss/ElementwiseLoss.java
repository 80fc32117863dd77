package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/** A loss that compares each element of the input with one element of a target of real numbers. */
sealed interface ElementwiseLoss extends Operator
    permits MseLoss, GaussianNll, BinaryCrossEntropyWithLogits, KlDivergence {
  Reduction reduction();

  /** ℓ(x, t). */
  <T> T loss(Arithmetic<T> arithmetic, T x, T t);

  /** ∂ℓ/∂x. */
  <T> T slopeByInput(Arithmetic<T> arithmetic, T x, T t);

  /** ∂ℓ/∂t. */
  <T> T slopeByTarget(Arithmetic<T> arithmetic, T x, T t);

  @Override
  default List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.differentiable("target"));
  }

  @Override
  default Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    requireSameShape(name(), input, operands.get("target"));
    return reduction().outputShape(name(), input);
  }

  /** Broadcasting a target is a common mistake, and refused. */
  static void requireSameShape(String operator, Shape input, Shape target) {
    ConstraintViolation.require(
        input.equals(target),
        () ->
            "%s needs a target of the input's shape %s; given is %s"
                .formatted(operator, input, target));
  }

  @Override
  default <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    NdArray<T> t = inputs.get("target");
    return reduction()
        .reduce(
            arithmetic, NdArray.generateFlat(x.shape(), i -> loss(arithmetic, x.at(i), t.at(i))));
  }

  @Override
  default <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input");
    NdArray<T> t = inputs.get("target");
    NdArray<T> g = reduction().upstream(arithmetic, cotangent, x.shape());
    return Map.of(
        "input",
        NdArray.generateFlat(
            x.shape(),
            i -> arithmetic.multiply(g.at(i), slopeByInput(arithmetic, x.at(i), t.at(i)))),
        "target",
        NdArray.generateFlat(
            x.shape(),
            i -> arithmetic.multiply(g.at(i), slopeByTarget(arithmetic, x.at(i), t.at(i)))));
  }
}
