package dev.etalon.reference.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a person should know of an operator; printed by {@code etalon explain} and in the report.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Definition {
  /** One sentence. */
  String summary();

  /** The forward equation, with indices. */
  String equation();

  /** The vector–Jacobian product of each operand, with indices; ȳ is the cotangent. */
  String[] vjp();

  /** The shapes of operands and output. */
  String shapes();

  /** NaN, ±∞, ties, empty axes, conventions. */
  String[] specialCases() default {};

  /** Title of the lecture slides it comes from, with the Croatian term. */
  String lecture();
}
