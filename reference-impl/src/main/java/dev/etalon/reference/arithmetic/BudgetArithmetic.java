package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.List;

/**
 * Running error analysis: each number carries its value and a bound on how far any correct kernel
 * of a dtype may be from it, whatever its order of summation and whether or not it fuses multiply
 * and add. The model is fl(a ∘ b) = (a ∘ b)(1 + δ) + ε with |δ| ≤ u, |ε| ≤ η (N. J. Higham,
 * "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002, §2.2 and §3.1), where u is the
 * unit roundoff and η the smallest normal number, so that a kernel that flushes subnormals to zero
 * is allowed:
 *
 * <ul>
 *   <li>sum of n terms: Σe + γₙ₋₁·Σ(|t| + e), γₙ = nu / (1 − nu);
 *   <li>product: |a|·e_b + |b|·e_a + e_a·e_b + u·|ab| + η;
 *   <li>quotient: as the product, with 2u (the kernel may multiply by a rounded reciprocal);
 *   <li>a constant that the dtype cannot hold: u·|c|;
 *   <li>elementary functions: propagated error + {@value #ELEMENTARY_ULPS} ulps (4u) + η.
 * </ul>
 *
 * Integers below 1/u are exact in every order of summation, so sums and products of exact integers
 * that stay below it have a budget of 0, and a factor of exactly ±1 costs nothing. Infinities and
 * NaN carry no error: they are compared as values.
 */
public final class BudgetArithmetic implements Arithmetic<BudgetArithmetic.Bounded> {
  /** How many ulps the elementary functions of a good library may be off. */
  public static final int ELEMENTARY_ULPS = 2;

  /**
   * A value and the bound on a kernel's distance from it.
   *
   * @param value the value in double precision
   * @param error the bound; 0 if the value is exact
   */
  public record Bounded(double value, double error) {
    private double magnitude() {
      return Math.abs(value) + error;
    }
  }

  private final DType dtype;
  private final double unitRoundoff;
  private final double tiny;
  private boolean uncertain;

  public BudgetArithmetic(DType dtype) {
    this.dtype = dtype;
    this.unitRoundoff = dtype.unitRoundoff();
    this.tiny = dtype.smallestNormal();
  }

  /**
   * Whether some comparison so far was between numbers nearer to each other than their errors: a
   * correct kernel may have decided otherwise, so the bounds after it do not hold.
   */
  public boolean hasUncertainDecision() {
    return uncertain;
  }

  /** γₙ = nu / (1 − nu), the relative error of n roundings. */
  public static double gamma(int n, double unitRoundoff) {
    double nu = n * unitRoundoff;
    return nu < 1 ? nu / (1 - nu) : Double.POSITIVE_INFINITY;
  }

  /** A kernel holds its constants (a slope of 0.01, an ε of 1e-5) in the dtype. */
  @Override
  public Bounded constant(double value) {
    boolean held = Double.isNaN(value) || dtype.round(value) == value;
    return new Bounded(value, held ? 0 : unitRoundoff * Math.abs(value));
  }

  /** The shift is whatever the kernel chose: it carries no error. */
  @Override
  public Bounded stabilizer(List<Bounded> values) {
    return exact(Arithmetic.super.stabilizer(values).value());
  }

  private static Bounded exact(double value) {
    return new Bounded(value, 0);
  }

  @Override
  public double value(Bounded number) {
    return number.value();
  }

  @Override
  public Bounded negate(Bounded a) {
    return new Bounded(-a.value(), a.error());
  }

  @Override
  public Bounded add(Bounded a, Bounded b) {
    return sum(List.of(a, b));
  }

  @Override
  public Bounded subtract(Bounded a, Bounded b) {
    return sum(List.of(a, negate(b)));
  }

  @Override
  public Bounded multiply(Bounded a, Bounded b) {
    double product = a.value() * b.value();
    if (isExactInteger(a) && isExactInteger(b) && Math.abs(product) * unitRoundoff <= 1) {
      return exact(product);
    }
    if (isExactZero(a) || isExactZero(b)) {
      return exact(product);
    }
    if (isExactSign(a) || isExactSign(b)) {
      return new Bounded(product, isExactSign(a) ? b.error() : a.error());
    }
    double propagated =
        times(Math.abs(a.value()), b.error())
            + times(Math.abs(b.value()), a.error())
            + times(a.error(), b.error());
    return rounded(product, propagated, 1);
  }

  @Override
  public Bounded divide(Bounded a, Bounded b) {
    double quotient = a.value() / b.value();
    double divisor = Math.abs(b.value()) - b.error();
    double propagated =
        divisor > 0 || b.error() == 0
            ? (a.error() + times(Math.abs(quotient), b.error())) / Math.abs(divisor)
            : Double.POSITIVE_INFINITY;
    return isExactSign(b) ? new Bounded(quotient, a.error()) : rounded(quotient, propagated, 2);
  }

  @Override
  public Bounded sqrt(Bounded a) {
    double root = Math.sqrt(a.value());
    double low = Math.sqrt(Math.max(0, a.value() - a.error()));
    return rounded(root, a.error() == 0 ? 0 : root - low, 1);
  }

  @Override
  public Bounded exp(Bounded a) {
    if (a.value() == Double.NEGATIVE_INFINITY) {
      return exact(0);
    }
    double result = Math.exp(a.value());
    double propagated = a.error() == 0 ? 0 : result * Math.expm1(a.error());
    return rounded(result, propagated, 2 * ELEMENTARY_ULPS);
  }

  @Override
  public Bounded expm1(Bounded a) {
    double propagated = a.error() == 0 ? 0 : Math.exp(a.value()) * Math.expm1(a.error());
    return rounded(Math.expm1(a.value()), propagated, 2 * ELEMENTARY_ULPS);
  }

  @Override
  public Bounded log(Bounded a) {
    return rounded(Math.log(a.value()), logarithmic(a.value(), a.error()), 2 * ELEMENTARY_ULPS);
  }

  @Override
  public Bounded log1p(Bounded a) {
    double propagated = logarithmic(1 + a.value(), a.error());
    return rounded(Math.log1p(a.value()), propagated, 2 * ELEMENTARY_ULPS);
  }

  /** The slope of tanh is at most 1. */
  @Override
  public Bounded tanh(Bounded a) {
    return rounded(Math.tanh(a.value()), a.error(), 2 * ELEMENTARY_ULPS);
  }

  @Override
  public Bounded sum(List<Bounded> terms) {
    double value = 0;
    double error = 0;
    double magnitude = 0;
    boolean integers = true;
    int count = 0;
    for (Bounded term : terms) {
      value += term.value();
      if (!isExactZero(term)) {
        error += term.error();
        magnitude += term.magnitude();
        integers &= isExactInteger(term);
        count++;
      }
    }
    if (!Double.isFinite(value)) {
      return exact(value);
    }
    boolean exact = count < 2 || (integers && magnitude * unitRoundoff <= 1);
    return new Bounded(
        value, exact ? error : error + times(gamma(count - 1, unitRoundoff), magnitude));
  }

  @Override
  public int compare(Bounded a, Bounded b) {
    uncertain |= overlap(a, b);
    return Arithmetic.order(a.value(), b.value());
  }

  /** A maximum is continuous: an uncertain choice costs no more than the greater of the errors. */
  @Override
  public Bounded max(Bounded a, Bounded b) {
    Bounded greater = Arithmetic.order(a.value(), b.value()) >= 0 ? a : b;
    return overlap(a, b) ? new Bounded(greater.value(), Math.max(a.error(), b.error())) : greater;
  }

  private static boolean overlap(Bounded a, Bounded b) {
    double error = a.error() + b.error();
    return error > 0 && Math.abs(a.value() - b.value()) <= error;
  }

  /** The value after a rounding of {@code roundoffs}·u, given the error it already carries. */
  private Bounded rounded(double value, double propagated, int roundoffs) {
    if (!Double.isFinite(value)) {
      return exact(value);
    }
    double magnitude = Math.abs(value) + propagated;
    return new Bounded(value, propagated + roundoffs * unitRoundoff * magnitude + tiny);
  }

  /** max |log(x ± e) − log x| = −log(1 − e/x). */
  private static double logarithmic(double argument, double error) {
    if (error == 0) {
      return 0;
    }
    return error < argument ? -Math.log1p(-error / argument) : Double.POSITIVE_INFINITY;
  }

  /** A product in which a bound of 0 stays 0 even beside an infinity. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  private boolean isExactInteger(Bounded a) {
    return a.error() == 0
        && Math.rint(a.value()) == a.value()
        && Math.abs(a.value()) * unitRoundoff <= 1;
  }

  private static boolean isExactSign(Bounded a) {
    return a.error() == 0 && Math.abs(a.value()) == 1;
  }

  private static boolean isExactZero(Bounded a) {
    return a.error() == 0 && a.value() == 0;
  }
}
