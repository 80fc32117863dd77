package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.operator.Operator;

/**
 * An operator computed with the loops of {@link Lanes}, once for all element types.
 *
 * @param <O> the operator
 */
public interface Kernel<O extends Operator> {
  /** Whether it computes the operator with these attributes. */
  default boolean claims(O operator) {
    return true;
  }

  /** The value, row-major. The operands have passed {@link Operator#outputShape}. */
  <A> A forward(Lanes<A> lanes, O operator, Operands<A> operands);

  /**
   * The gradient of ⟨cotangent, f(x)⟩ by one differentiable operand, row-major.
   *
   * @param by the operand's name
   */
  <A> A gradient(Lanes<A> lanes, O operator, String by, Operands<A> operands, A cotangent);
}
