package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A deep-learning operator: a record whose components are its attributes (stride, axis, reduction),
 * with its forward equation and its vector–Jacobian product, each written once for every number
 * system. The forward equation is what an operator <em>is</em>; the VJP is the lectures' and is
 * checked against it.
 */
public interface Operator {
  /** The ecosystem's name: {@code conv2d}, {@code logsumexp}. */
  String name();

  /** The inputs, in order. */
  List<Operand> operands();

  /**
   * The shape of the output; the one place where operand shapes and attributes are checked
   * together.
   *
   * @param operands the shape of every operand that is given
   * @throws ConstraintViolation if the operator is not defined for them
   */
  Shape outputShape(Map<String, Shape> operands);

  /** The value y = f(x). The inputs have passed {@link #outputShape}. */
  <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs);

  /**
   * The vector–Jacobian product: the gradient of ⟨cotangent, f(x)⟩ by every differentiable operand
   * that was given, under the operand's name.
   */
  <T> Map<String, NdArray<T>> vjp(Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent);

  /**
   * The operands in each of which, the others held fixed, the output is affine. For these the
   * adjoint identity ⟨f(x) − f(0), y⟩ = ⟨x, vjp(y)⟩ holds.
   */
  default Set<String> affineIn() {
    return Set.of();
  }
}
