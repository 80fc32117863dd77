package dev.etalon.reference.kernel.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of vectors of {@code double}, within 2 ulps. The Vector API has its own,
 * which may differ between interpreted and compiled code; these are the same bits always.
 *
 * <p>exp(x) = 2ⁿ·exp(r) with n = ⌊x/ln 2⌉ and |r| ≤ ln 2 / 2, where exp(r) − 1 is its Taylor
 * polynomial of degree 13; ln 2 in two parts keeps r exact (W. J. Cody and W. Waite, "Software
 * Manual for the Elementary Functions", 1980, ch. 6).
 */
final class DoubleFunctions {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final double LOG2_E = 0x1.71547652b82fep0;
  private static final double LN2_HIGH = 0x1.62e42fee00000p-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /** Adding it rounds to an integer, which then stands in the low bits. */
  private static final double ROUNDER = 0x1.8p52;

  private static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);

  /** Beyond these exp is 0 or infinite. */
  private static final double LEAST = -746;

  private static final double GREATEST = 710;

  private DoubleFunctions() {}

  static DoubleVector exp(DoubleVector x) {
    DoubleVector held = x.max(LEAST).min(GREATEST);
    DoubleVector n = held.mul(LOG2_E).add(ROUNDER);
    DoubleVector e = exponentialMinusOne(remainder(held, n.sub(ROUNDER))).add(1);
    // In two steps, so that neither subnormal nor greatest results are lost.
    LongVector power = n.reinterpretAsLongs().sub(ROUNDER_BITS);
    LongVector half = power.lanewise(VectorOperators.ASHR, 1);
    return e.mul(powerOfTwo(half)).mul(powerOfTwo(power.sub(half)));
  }

  /** exp(x) − 1 for x ≤ 0. */
  static DoubleVector expm1(DoubleVector x) {
    DoubleVector held = x.max(-40);
    DoubleVector n = held.mul(LOG2_E).add(ROUNDER);
    DoubleVector p = exponentialMinusOne(remainder(held, n.sub(ROUNDER)));
    LongVector power = n.reinterpretAsLongs().sub(ROUNDER_BITS);
    DoubleVector scale = powerOfTwo(power);
    return p.fma(scale, scale.sub(1));
  }

  private static DoubleVector remainder(DoubleVector x, DoubleVector n) {
    DoubleVector high = n.fma(DoubleVector.broadcast(SPECIES, -LN2_HIGH), x);
    return n.fma(DoubleVector.broadcast(SPECIES, -LN2_LOW), high);
  }

  /** The Taylor polynomial of exp(r) − 1. */
  private static DoubleVector exponentialMinusOne(DoubleVector r) {
    DoubleVector p = DoubleVector.broadcast(SPECIES, 1.0 / 6227020800L);
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 479001600));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 39916800));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 3628800));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 362880));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 40320));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 5040));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 720));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 120));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 24));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 6));
    p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 2));
    return p.mul(r).fma(r, r);
  }

  private static DoubleVector powerOfTwo(LongVector n) {
    return n.add(1023).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
  }

  /** 1 / (1 + exp(−x)), by whichever form does not overflow. */
  static DoubleVector sigmoid(DoubleVector x) {
    DoubleVector e = exp(x.abs().neg());
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    return one.blend(e, x.compare(VectorOperators.LT, 0)).div(e.add(1));
  }

  /** −e / (e + 2) with e = exp(−2|x|) − 1, and the sign of x. */
  static DoubleVector tanh(DoubleVector x) {
    DoubleVector e = expm1(x.abs().mul(-2));
    DoubleVector positive = e.neg().div(e.add(2));
    VectorMask<Double> negative = x.compare(VectorOperators.LT, 0);
    return positive.blend(positive.neg(), negative);
  }

  /** log(1 + x) for 0 ≤ x ≤ 1, as 2·artanh(s) = 2·(s + s³/3 + s⁵/5 + …) with s = x/(2 + x) ≤ ⅓. */
  static DoubleVector log1p(DoubleVector x) {
    DoubleVector s = x.div(x.add(2));
    DoubleVector s2 = s.mul(s);
    DoubleVector p = DoubleVector.broadcast(SPECIES, 1.0 / 35);
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 33));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 31));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 29));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 27));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 25));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 23));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 21));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 19));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 17));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 15));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 13));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 11));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 9));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 7));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 5));
    p = p.fma(s2, DoubleVector.broadcast(SPECIES, 1.0 / 3));
    DoubleVector twice = s.add(s);
    return p.mul(s2).fma(twice, twice);
  }
}
