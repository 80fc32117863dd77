package dev.etalon.reference.operator;

import java.util.Optional;

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
    DIFFERENTIABLE(""),
    /** Real numbers that training holds fixed, such as class weights and running statistics. */
    CONSTANT("training holds this operand fixed: it has no gradient by definition"),
    /** Real numbers of which the output is a step function, such as the scores of a 0–1 loss. */
    STEPWISE("the output is piecewise constant in this operand: its gradient is 0 or undefined"),
    /** Integers such as class labels. */
    INDEX("integers have no gradient");

    private final String gap;

    Role(String gap) {
      this.gap = gap;
    }
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

  /** An operand that may be left out and has no gradient; see {@link Role#CONSTANT}. */
  public static Operand optionalConstant(String name) {
    return new Operand(name, Role.CONSTANT, true);
  }

  /** See {@link Role#STEPWISE}. */
  public static Operand stepwise(String name) {
    return new Operand(name, Role.STEPWISE, false);
  }

  public boolean isDifferentiable() {
    return role == Role.DIFFERENTIABLE;
  }

  /** Whether its elements are numbers of the dtype, and not indices. */
  public boolean isReal() {
    return role != Role.INDEX;
  }

  /** Why it has no gradient; empty for a differentiable operand. */
  public Optional<String> withoutGradient() {
    return isDifferentiable() ? Optional.empty() : Optional.of(role.gap);
  }
}
