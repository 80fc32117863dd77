package dev.etalon.reference.operator;

import java.util.function.Supplier;

/**
 * The user asked an operator for something it is not defined for. The message says what was given,
 * what is allowed and how to mend it; it is shown without a stack trace.
 */
public final class ConstraintViolation extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public ConstraintViolation(String message) {
    super(message);
  }

  /**
   * Throws unless a constraint holds.
   *
   * @throws ConstraintViolation with the message if it does not
   */
  public static void require(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new ConstraintViolation(message.get());
    }
  }
}
