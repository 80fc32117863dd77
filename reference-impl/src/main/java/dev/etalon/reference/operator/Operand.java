package dev.etalon.reference.operator;

/**
 * A named input of an operator.
 *
 * @param name the field's term: {@code input}, {@code weight}, {@code bias}, {@code target}
 * @param role how it takes part in the computation
 * @param optional whether the operator is defined without it
 */
public record Operand(String name, Role role, boolean optional) {
  /** How an operand takes part in the computation. */
  public enum Role {
    /** Real numbers, with a gradient. */
    DIFFERENTIABLE,
    /** Integers such as class labels: no gradient. */
    INDEX
  }

  public static Operand differentiable(String name) {
    return new Operand(name, Role.DIFFERENTIABLE, false);
  }

  public static Operand optional(String name) {
    return new Operand(name, Role.DIFFERENTIABLE, true);
  }

  public static Operand index(String name) {
    return new Operand(name, Role.INDEX, false);
  }

  public boolean isDifferentiable() {
    return role == Role.DIFFERENTIABLE;
  }
}
