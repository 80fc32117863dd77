package dev.etalon.reference.arithmetic;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.dfp.Dfp;
import org.apache.commons.math3.dfp.DfpField;
import org.apache.commons.math3.dfp.DfpMath;
import org.apache.commons.numbers.core.DD;

/**
 * The truth: about 106 significant bits. The ring operations and the square root are Commons
 * Numbers' double-double {@link DD}; the elementary functions go through Commons Math's {@link Dfp}
 * at 60 decimal digits. Values have the range of a double, so results that leave it (overflow, NaN,
 * a subnormal) are those of double arithmetic.
 */
public final class ExtendedArithmetic implements Arithmetic<DD> {
  public static final ExtendedArithmetic INSTANCE = new ExtendedArithmetic();

  private static final int DECIMAL_DIGITS = 60;

  /**
   * Beyond this |x|, exp(x) is near or past the ends of the double range, where Dfp gives no gain.
   */
  private static final double EXPONENT_RANGE = 690;

  /** Below 2⁻⁶⁰ two terms of the series of expm1 and log1p are exact to 106 bits. */
  private static final double SERIES_RANGE = 0x1p-60;

  private final DfpField field = new DfpField(DECIMAL_DIGITS);

  private ExtendedArithmetic() {}

  @Override
  public DD constant(double value) {
    return DD.of(value);
  }

  @Override
  public double value(DD number) {
    return number.doubleValue();
  }

  @Override
  public DD negate(DD a) {
    return a.negate();
  }

  @Override
  public DD add(DD a, DD b) {
    return finiteOr(a.hi() + b.hi(), a.add(b));
  }

  @Override
  public DD subtract(DD a, DD b) {
    return finiteOr(a.hi() - b.hi(), a.subtract(b));
  }

  @Override
  public DD multiply(DD a, DD b) {
    return finiteOr(a.hi() * b.hi(), a.multiply(b));
  }

  /** The divisor is first brought near 1, for the low words of tiny numbers would be lost. */
  @Override
  public DD divide(DD a, DD b) {
    double quotient = a.hi() / b.hi();
    if (Double.isInfinite(b.hi())) {
      return DD.of(quotient);
    }
    int scale = -Math.getExponent(b.hi());
    return finiteOr(quotient, a.scalb(scale).divide(b.scalb(scale)));
  }

  /** Brought near 1 for the same reason. */
  @Override
  public DD sqrt(DD a) {
    double root = Math.sqrt(a.hi());
    if (root == 0) {
      return DD.of(root);
    }
    int half = -Math.getExponent(a.hi()) / 2;
    return finiteOr(root, a.scalb(2 * half).sqrt().scalb(-half));
  }

  @Override
  public DD exp(DD a) {
    return Math.abs(a.hi()) < EXPONENT_RANGE
        ? elementary(a, DfpMath::exp)
        : DD.of(Math.exp(a.hi()));
  }

  @Override
  public DD expm1(DD a) {
    if (Math.abs(a.hi()) < SERIES_RANGE) {
      return a.add(a.multiply(a).multiply(DD.of(0.5)));
    }
    return Math.abs(a.hi()) < EXPONENT_RANGE
        ? elementary(a, x -> DfpMath.exp(x).subtract(field.getOne()))
        : DD.of(Math.expm1(a.hi()));
  }

  @Override
  public DD log(DD a) {
    DD fromOne = a.subtract(DD.ONE);
    if (Math.abs(fromOne.hi()) < SERIES_RANGE) {
      return log1p(fromOne);
    }
    return elementaryWhere(a.hi() > 0, a, DfpMath::log, Math::log);
  }

  @Override
  public DD log1p(DD a) {
    if (Math.abs(a.hi()) < SERIES_RANGE) {
      return a.subtract(a.multiply(a).multiply(DD.of(0.5)));
    }
    return elementaryWhere(
        a.add(DD.ONE).hi() > 0, a, x -> DfpMath.log(x.add(field.getOne())), Math::log1p);
  }

  /** tanh a = expm1(2a) / (expm1(2a) + 2). */
  @Override
  public DD tanh(DD a) {
    if (Math.abs(a.hi()) > EXPONENT_RANGE / 2) {
      return DD.of(Math.tanh(a.hi()));
    }
    DD growth = expm1(a.add(a));
    return divide(growth, growth.add(DD.of(2)));
  }

  @Override
  public DD sum(List<DD> terms) {
    DD sum = zero();
    for (DD term : terms) {
      sum = add(sum, term);
    }
    return sum;
  }

  @Override
  public int compare(DD a, DD b) {
    int high = Arithmetic.order(a.hi(), b.hi());
    return high != 0 ? high : Arithmetic.order(a.lo(), b.lo());
  }

  private static DD finiteOr(double plain, DD extended) {
    return Double.isFinite(plain) && extended.isFinite() ? extended : DD.of(plain);
  }

  private DD elementaryWhere(
      boolean inDomain, DD a, UnaryOperator<Dfp> function, DoubleUnaryOperator otherwise) {
    return inDomain && a.isFinite()
        ? elementary(a, function)
        : DD.of(otherwise.applyAsDouble(a.hi()));
  }

  private synchronized DD elementary(DD a, UnaryOperator<Dfp> function) {
    Dfp result = function.apply(field.newDfp(a.hi()).add(field.newDfp(a.lo())));
    double high = result.toDouble();
    return DD.ofSum(high, result.subtract(field.newDfp(high)).toDouble());
  }
}
