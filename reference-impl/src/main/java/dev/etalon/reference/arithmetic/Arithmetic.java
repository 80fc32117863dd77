package dev.etalon.reference.arithmetic;

import java.util.List;

/**
 * A number system in which a definition can be evaluated.
 *
 * <p>Two primitives are wider than a single operation, so that each system can treat them as a
 * whole: {@link #sum} (a reduction, in whatever order) and {@link #stabilizer} (a shift that
 * rounding needs and mathematics does not).
 *
 * @param <T> the number
 */
public interface Arithmetic<T> {
  T constant(double value);

  /** The number's value, rounded to a double. */
  double value(T number);

  T negate(T a);

  T add(T a, T b);

  T subtract(T a, T b);

  T multiply(T a, T b);

  T divide(T a, T b);

  T sqrt(T a);

  T exp(T a);

  /** exp(a) − 1, accurate near 0. */
  T expm1(T a);

  T log(T a);

  /** log(1 + a), accurate near 0. */
  T log1p(T a);

  T tanh(T a);

  /** The sum of all terms; 0 if there are none. The order of summation is the system's own. */
  T sum(List<T> terms);

  /**
   * A decision: the sign of a − b. NaN is greater than every number and equal to itself, so that a
   * maximum propagates it; −0 equals 0.
   */
  int compare(T a, T b);

  /** The greater of two; the first if they are equal. */
  default T max(T a, T b) {
    return compare(a, b) >= 0 ? a : b;
  }

  /**
   * The maximum as a plain constant, or 0 if it is not finite: the shift that keeps exponentials in
   * range. The result of a computation must not depend on it in exact arithmetic, so it carries no
   * derivative, no error and no decision.
   */
  default T stabilizer(List<T> values) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (T value : values) {
      maximum = Math.max(maximum, value(value));
    }
    return constant(Double.isFinite(maximum) ? maximum : 0);
  }

  /**
   * Whether a number is negative, asked to choose between two forms of one and the same smooth
   * function, of which one overflows. Both forms agree, so this is no decision; where the function
   * itself changes, {@link #compare}.
   */
  default boolean isNegative(T a) {
    return value(a) < 0;
  }

  default T zero() {
    return constant(0);
  }

  default T one() {
    return constant(1);
  }

  /** The order of {@link #compare} on doubles. */
  static int order(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }
}
