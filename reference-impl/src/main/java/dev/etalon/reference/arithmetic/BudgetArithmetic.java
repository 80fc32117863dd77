package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import java.util.List;

/**
 * Running error analysis: each number carries its value and a bound on how far any correct kernel
 * of a {@link Precision} may be from it, whatever its order of summation and whether or not it
 * fuses multiply and add. The model is fl(a ∘ b) = (a ∘ b)(1 + δ) + ε with |δ| ≤ u, |ε| ≤ η (N. J.
 * Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002, §2.2 and §3.1), where u
 * is the unit roundoff of the partial sums and η the smallest normal number, so that a kernel that
 * flushes subnormals to zero is allowed:
 *
 * <ul>
 *   <li>sum of n terms: Σe + γₙ₋₁·Σ(|t| + 2e) + (n − 1)η, γₙ = nu / (1 − nu);
 *   <li>product: |a|·e_b + |b|·e_a + 3·e_a·e_b, and γ₁·|ab| + η for the rounding;
 *   <li>quotient: as the product, with γ₂ (the kernel may multiply by a rounded reciprocal);
 *   <li>a constant that the dtype cannot hold: u·|c|;
 *   <li>elementary functions: propagated error + {@value #ELEMENTARY_ULPS} ulps (γ₄) + η.
 * </ul>
 *
 * <p>Where results are stored in fewer bits than the partial sums have, any intermediate number may
 * have been stored: u·|x| + η of the output format is added, except to a product inside a sum,
 * which no kernel stores. Such a product has no rounding of its own where the partial sum holds it
 * (two factors of 8 or 11 bits in 24), and (1 + c)² − 1 for the conversion of its factors where
 * they are narrower than the operands, c = u of the multiply format, or 2u where they are cut off.
 *
 * <p>The value itself is computed in double, and in float64 it is as far from the truth as a
 * kernel: the truth lies within e of it and the kernel within e of the truth, that is within 2e of
 * the value. Magnitudes, slopes and decisions are bounded over that whole interval.
 *
 * <p>Integers below 1/u are exact in every order of summation, so sums and products of exact
 * integers that stay below it have a budget of 0, and a factor of exactly ±1 costs nothing.
 * Infinities and NaN carry no error: they are compared as values.
 */
public final class BudgetArithmetic implements Arithmetic<BudgetArithmetic.Bounded> {
  /** How many ulps the elementary functions of a good library may be off. */
  public static final int ELEMENTARY_ULPS = 2;

  /**
   * A value and the bound on a kernel's distance from it.
   *
   * @param value the value in double precision
   * @param error the bound; 0 if the value is exact
   * @param unstored the bound inside a sum, where a product is not stored
   */
  public record Bounded(double value, double error, double unstored) {
    /** An error that could not be bounded is infinite. */
    public Bounded {
      error = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
      unstored = Double.isNaN(unstored) ? Double.POSITIVE_INFINITY : unstored;
    }

    /** A number whose bound is the same inside a sum. */
    public Bounded(double value, double error) {
      this(value, error, error);
    }

    /** The greatest number that a kernel may have here. */
    private double magnitude() {
      return Math.abs(value) + 2 * error;
    }
  }

  private final Precision precision;
  private final Format output;
  private final double unitRoundoff;
  private final double tiny;
  private boolean uncertain;

  public BudgetArithmetic(DType dtype) {
    this(Precision.of(dtype));
  }

  public BudgetArithmetic(Precision precision) {
    this.precision = precision;
    this.output = precision.output();
    this.unitRoundoff = precision.accumulateRoundoff();
    this.tiny = precision.lostInSums();
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
    boolean held = Double.isNaN(value) || output.round(value) == value;
    return new Bounded(value, held ? 0 : output.unitRoundoff() * Math.abs(value));
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
    return new Bounded(-a.value(), a.error(), a.unstored());
  }

  @Override
  public Bounded add(Bounded a, Bounded b) {
    return sum(List.of(stored(a), stored(b)));
  }

  @Override
  public Bounded subtract(Bounded a, Bounded b) {
    return add(a, negate(b));
  }

  @Override
  public Bounded multiply(Bounded a, Bounded b) {
    double product = a.value() * b.value();
    if (isExactZero(a) || isExactZero(b)) {
      return exact(product);
    }
    double conversion = (1 + conversion(a)) * (1 + conversion(b)) - 1;
    if (conversion == 0 && isExactInteger(a) && isExactInteger(b) && fits(product)) {
      return new Bounded(product, stored(product, 0), 0);
    }
    if (conversion == 0 && (isExactSign(a) || isExactSign(b))) {
      return unrounded(product, isExactSign(a) ? b.error() : a.error());
    }
    if (!Double.isFinite(product)) {
      return exact(product);
    }
    double propagated =
        times(Math.abs(a.value()), b.error())
            + times(Math.abs(b.value()), a.error())
            + times(3 * a.error(), b.error());
    double magnitude = Math.abs(product) + 2 * propagated;
    if (mayOverflow(magnitude, precision.accumulate())) {
      return unbounded(product);
    }
    double inSum = (gamma(1, precision.productRoundoff()) + conversion) * magnitude;
    return new Bounded(
        product,
        stored(product, propagated + gamma(1, unitRoundoff) * magnitude + tiny),
        propagated + inSum + tiny);
  }

  /** What a factor loses before it is multiplied; nothing if the format holds it. */
  private double conversion(Bounded a) {
    boolean held = a.error() == 0 && precision.multiply().round(a.value()) == a.value();
    return held ? 0 : precision.conversion();
  }

  @Override
  public Bounded divide(Bounded a, Bounded b) {
    double quotient = a.value() / b.value();
    double divisor = Math.abs(b.value()) - 2 * b.error();
    if (b.error() > 0 && !(divisor > 0)) {
      return unbounded(quotient);
    }
    double greatest = (Math.abs(a.value()) + a.error()) / divisor;
    double propagated = (a.error() + times(greatest, b.error())) / divisor;
    return isExactSign(b) ? unrounded(quotient, a.error()) : rounded(quotient, propagated, 2);
  }

  /** The steepest chord of length e: √x − √(x − e), and √e where x itself may be 0. */
  @Override
  public Bounded sqrt(Bounded a) {
    double high = Math.sqrt(Math.max(a.value(), a.error()));
    double low = Math.sqrt(Math.max(0, a.value() - a.error()));
    return rounded(Math.sqrt(a.value()), a.error() == 0 ? 0 : high - low, 1);
  }

  @Override
  public Bounded exp(Bounded a) {
    if (a.value() == Double.NEGATIVE_INFINITY) {
      return exact(0);
    }
    return rounded(Math.exp(a.value()), exponential(a), 2 * ELEMENTARY_ULPS);
  }

  @Override
  public Bounded expm1(Bounded a) {
    return rounded(Math.expm1(a.value()), exponential(a), 2 * ELEMENTARY_ULPS);
  }

  @Override
  public Bounded log(Bounded a) {
    return logarithm(Math.log(a.value()), a.value(), a.error());
  }

  @Override
  public Bounded log1p(Bounded a) {
    return logarithm(Math.log1p(a.value()), 1 + a.value(), a.error());
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
    Bounded last = exact(0);
    for (Bounded term : terms) {
      value += term.value();
      if (!isExactZero(term)) {
        error += term.unstored();
        magnitude += Math.abs(term.value()) + 2 * term.unstored();
        integers &= term.unstored() == 0 && Math.rint(term.value()) == term.value();
        count++;
        last = term;
      }
    }
    if (!Double.isFinite(value)) {
      return exact(value);
    }
    if (count < 2) {
      return new Bounded(value, last.error());
    }
    if (mayOverflow(magnitude, precision.accumulate())) {
      return unbounded(value);
    }
    boolean exact = integers && fits(magnitude);
    double summed =
        exact
            ? error
            : error + times(gamma(count - 1, unitRoundoff), magnitude) + (count - 1) * tiny;
    return new Bounded(value, stored(value, summed));
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
    double error = 2 * (a.error() + b.error());
    return error > 0 && Math.abs(a.value() - b.value()) <= error;
  }

  /** A number as one kernel leaves it to the next. */
  private static Bounded stored(Bounded a) {
    return new Bounded(a.value(), a.error());
  }

  /**
   * The error of a value once it may have been stored, given the error it already carries: none is
   * bounded where storing may overflow.
   */
  private double stored(double value, double error) {
    boolean asIs = output == precision.accumulate() || (error == 0 && output.round(value) == value);
    if (!asIs && Double.isFinite(value) && mayOverflow(Math.abs(value) + 2 * error, output)) {
      return Double.POSITIVE_INFINITY;
    }
    return asIs || !Double.isFinite(value)
        ? error
        : error
            + output.unitRoundoff() * (Math.abs(value) + 2 * error)
            + precision.lostBelowNormal();
  }

  /** Whether a kernel may meet an infinity in a format where this analysis, in double, has none. */
  private static boolean mayOverflow(double magnitude, Format format) {
    return !Double.isFinite(format.round(magnitude));
  }

  /** A value that no kernel rounds, but one that flushes subnormals may flush. */
  private Bounded unrounded(double value, double propagated) {
    double lost = precision.lostBelowNormal();
    boolean subnormal = value != 0 && Math.abs(value) < lost;
    return new Bounded(value, subnormal ? propagated + lost : propagated);
  }

  /** The value after a rounding of {@code roundoffs}·u, given the error it already carries. */
  private Bounded rounded(double value, double propagated, int roundoffs) {
    if (!Double.isFinite(value)) {
      return exact(value);
    }
    double magnitude = Math.abs(value) + 2 * propagated;
    if (mayOverflow(magnitude, precision.accumulate())) {
      return unbounded(value);
    }
    return new Bounded(
        value, stored(value, propagated + gamma(roundoffs, unitRoundoff) * magnitude + tiny));
  }

  /** max |exp(t ± e) − exp t| for |t − x| ≤ e. */
  private static double exponential(Bounded x) {
    double e = x.error();
    return e == 0 ? 0 : Math.exp(x.value()) * Math.exp(e) * Math.expm1(e);
  }

  /** With max |log(t ± e) − log t| for t ≥ argument − e, which is −log(1 − e/t) at the least t. */
  private Bounded logarithm(double value, double argument, double error) {
    double least = argument - error;
    if (error > 0 && !(error < least)) {
      return unbounded(value);
    }
    return rounded(value, error == 0 ? 0 : -Math.log1p(-error / least), 2 * ELEMENTARY_ULPS);
  }

  /** A pole lies within the error, or an overflow: the value may be anything. */
  private static Bounded unbounded(double value) {
    return new Bounded(value, Double.POSITIVE_INFINITY);
  }

  /** A product in which a bound of 0 stays 0 even beside an infinity. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  private boolean isExactInteger(Bounded a) {
    return a.error() == 0 && Math.rint(a.value()) == a.value() && fits(a.value());
  }

  /** Whether integers up to this magnitude are exact in partial sums. */
  private boolean fits(double magnitude) {
    return Math.abs(magnitude) * precision.accumulate().unitRoundoff() <= 1;
  }

  private static boolean isExactSign(Bounded a) {
    return a.error() == 0 && Math.abs(a.value()) == 1;
  }

  private static boolean isExactZero(Bounded a) {
    return a.error() == 0 && a.value() == 0;
  }
}
