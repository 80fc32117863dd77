package dev.etalon.reference.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of vectors of {@code float}, within 2 ulps. The Vector API has its own,
 * which may differ between interpreted and compiled code; these are the same bits always.
 *
 * <p>exp(x) = 2ⁿ·exp(r) with n = ⌊x/ln 2⌉ and |r| ≤ ln 2 / 2, where exp(r) − 1 is its Taylor
 * polynomial of degree 7; ln 2 in two parts keeps r exact (W. J. Cody and W. Waite, "Software
 * Manual for the Elementary Functions", 1980, ch. 6).
 */
final class FloatFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final float LOG2_E = 0x1.715476p0f;
  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 0x1.7f7d1cp-20f;

  /** Adding it rounds to an integer, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /** Beyond these exp is 0 or infinite. */
  private static final float LEAST = -104;

  private static final float GREATEST = 89;

  private FloatFunctions() {}

  static FloatVector exp(FloatVector x) {
    FloatVector held = x.max(LEAST).min(GREATEST);
    FloatVector n = held.mul(LOG2_E).add(ROUNDER);
    FloatVector e = exponentialMinusOne(remainder(held, n.sub(ROUNDER))).add(1);
    // In two steps, so that neither subnormal nor greatest results are lost.
    IntVector power = n.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = power.lanewise(VectorOperators.ASHR, 1);
    return e.mul(powerOfTwo(half)).mul(powerOfTwo(power.sub(half)));
  }

  /** exp(x) − 1 for x ≤ 0. */
  static FloatVector expm1(FloatVector x) {
    FloatVector held = x.max(-18);
    FloatVector n = held.mul(LOG2_E).add(ROUNDER);
    FloatVector p = exponentialMinusOne(remainder(held, n.sub(ROUNDER)));
    IntVector power = n.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector scale = powerOfTwo(power);
    return p.fma(scale, scale.sub(1));
  }

  private static FloatVector remainder(FloatVector x, FloatVector n) {
    FloatVector high = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
    return n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), high);
  }

  /** The Taylor polynomial of exp(r) − 1. */
  private static FloatVector exponentialMinusOne(FloatVector r) {
    FloatVector p = FloatVector.broadcast(SPECIES, 1.0f / 5040);
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 720));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 120));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 24));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 6));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 2));
    return p.mul(r).fma(r, r);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** 1 / (1 + exp(−x)), by whichever form does not overflow. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    return one.blend(e, x.compare(VectorOperators.LT, 0)).div(e.add(1));
  }

  /** −e / (e + 2) with e = exp(−2|x|) − 1, and the sign of x. */
  static FloatVector tanh(FloatVector x) {
    FloatVector e = expm1(x.abs().mul(-2));
    FloatVector positive = e.neg().div(e.add(2));
    VectorMask<Float> negative = x.compare(VectorOperators.LT, 0);
    return positive.blend(positive.neg(), negative);
  }

  /** log(1 + x) for 0 ≤ x ≤ 1, as 2·artanh(s) = 2·(s + s³/3 + s⁵/5 + …) with s = x/(2 + x) ≤ ⅓. */
  static FloatVector log1p(FloatVector x) {
    FloatVector s = x.div(x.add(2));
    FloatVector s2 = s.mul(s);
    FloatVector p = FloatVector.broadcast(SPECIES, 1.0f / 17);
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 15));
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 13));
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 11));
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 9));
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 7));
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 5));
    p = p.fma(s2, FloatVector.broadcast(SPECIES, 1.0f / 3));
    FloatVector twice = s.add(s);
    return p.mul(s2).fma(twice, twice);
  }
}
