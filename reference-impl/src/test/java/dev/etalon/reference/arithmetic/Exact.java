package dev.etalon.reference.arithmetic;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.commons.numbers.core.DD;

/** Arithmetic in 150 decimal digits that shares nothing with the number systems under test. */
final class Exact {
  static final MathContext DIGITS = new MathContext(150);

  private static final int HALVINGS = 24;
  private static final int TERMS = 30;

  private Exact() {}

  static BigDecimal of(DD number) {
    return new BigDecimal(number.hi()).add(new BigDecimal(number.lo()));
  }

  /** Taylor's series of x / 2²⁴, squared 24 times. */
  static BigDecimal exp(BigDecimal x) {
    BigDecimal reduced = x.divide(BigDecimal.valueOf(1L << HALVINGS), DIGITS);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int i = 1; i <= TERMS; i++) {
      term = term.multiply(reduced).divide(BigDecimal.valueOf(i), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** |approximation − exact| / |exact|; 0 for 0 against 0. */
  static double relativeError(DD approximation, BigDecimal exact) {
    BigDecimal difference = of(approximation).subtract(exact).abs();
    return difference.signum() == 0
        ? 0
        : difference.divide(exact.abs(), MathContext.DECIMAL64).doubleValue();
  }
}
