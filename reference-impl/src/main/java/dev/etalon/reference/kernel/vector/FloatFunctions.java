package dev.etalon.reference.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of arrays of {@code float}, within 2 ulps. The Vector API has its own, which
 * may differ between interpreted and compiled code; these are the same bits always.
 *
 * <p>exp(x) = 2ⁿ·exp(r) with n = ⌊x/ln 2⌉ and |r| ≤ ln 2 / 2, where exp(r) − 1 is its Taylor
 * polynomial of degree 7; ln 2 in two parts keeps r exact (W. J. Cody and W. Waite, "Software
 * Manual for the Elementary Functions", 1980, ch. 6). The few vectors with a number whose
 * exponential is not normal take a second look.
 *
 * <p>Each is one loop that calls nothing but the Vector API: a vector that crosses the border of a
 * method that the compiler chose not to inline would be put on the heap.
 */
final class FloatFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final float LOG2_E = 0x1.715476p0f;
  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 0x1.7f7d1cp-20f;

  /**
   * Adding it rounds to an integer, which then stands beside the exponents' bias in the low bits.
   */
  private static final float BIASED_ROUNDER = 0x1.8p23f + 127;

  private static final int MANTISSA_BITS = 23;

  /** Beyond these exp is 0 or infinite. */
  private static final float LEAST = -104;

  private static final float GREATEST = 89;

  /** Up to here and down to its negative exp is a normal number, and so is 2ⁿ. */
  private static final float ORDINARY = 87;

  private FloatFunctions() {}

  /**
   * {@code y[i] = exp(x[i] − shift)}, in place if y is x.
   *
   * @param count a multiple of the number of lanes
   */
  static void exp(float shift, int count, float[] x, int xAt, float[] y, int yAt) {
    exp(shift, 1, 0, 0, count, x, xAt, y, yAt);
  }

  /**
   * {@code y[i] = exp(x[i]) − 1} with all its digits, in place if y is x.
   *
   * @param count a multiple of the number of lanes
   */
  static void expm1(int count, float[] x, int xAt, float[] y, int yAt) {
    exp(0, 1, 0, 1, count, x, xAt, y, yAt);
  }

  /**
   * {@code y[i] = exp(−rate·|x[i]|) − minus}, in place if y is x.
   *
   * @param minus 0, or 1 for exp(…) − 1 with all its digits
   * @param count a multiple of the number of lanes
   */
  static void decay(float rate, float minus, int count, float[] x, int xAt, float[] y, int yAt) {
    exp(0, rate, Integer.MIN_VALUE, minus, count, x, xAt, y, yAt);
  }

  /** Of (x[i] − shift)·factor, with the bits of {@code sign} set. */
  private static void exp(
      float shift,
      float factor,
      int sign,
      float minus,
      int count,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector argument =
          FloatVector.fromArray(SPECIES, x, xAt + i)
              .sub(shift)
              .mul(factor)
              .reinterpretAsInts()
              .lanewise(VectorOperators.OR, sign)
              .reinterpretAsFloats();
      VectorMask<Float> far = argument.abs().compare(VectorOperators.GT, ORDINARY);
      boolean anyFar = far.anyTrue();
      FloatVector held = argument;
      if (anyFar) {
        held = held.blend(LEAST, held.compare(VectorOperators.LT, LEAST));
        held = held.blend(GREATEST, held.compare(VectorOperators.GT, GREATEST));
      }
      FloatVector biased =
          held.fma(
              FloatVector.broadcast(SPECIES, LOG2_E),
              FloatVector.broadcast(SPECIES, BIASED_ROUNDER));
      FloatVector n = biased.sub(BIASED_ROUNDER);
      FloatVector near = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), held);
      FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), near);
      FloatVector p = FloatVector.broadcast(SPECIES, 1.0f / 5040);
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 720));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 120));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 24));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 6));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 2));
      p = p.mul(r).fma(r, r);
      FloatVector scale =
          biased
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
              .reinterpretAsFloats();
      FloatVector result = p.fma(scale, scale.sub(minus));
      if (anyFar) {
        // 2ⁿ in two steps, so that neither subnormal nor greatest results are lost
        FloatVector half = n.mul(0.5f).add(BIASED_ROUNDER);
        FloatVector rest = n.sub(half.sub(BIASED_ROUNDER)).add(BIASED_ROUNDER);
        FloatVector first =
            half.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                .reinterpretAsFloats();
        FloatVector second =
            rest.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                .reinterpretAsFloats();
        result = result.blend(p.fma(first, first).mul(second).sub(minus), far);
      }
      result.intoArray(y, yAt + i);
    }
  }

  /**
   * {@code y[i] = log(1 + x[i])} for 0 ≤ x ≤ 1, in place if y is x, as 2·artanh(s) = 2·(s + s³/3 +
   * s⁵/5 + …) with s = x/(2 + x) ≤ ⅓.
   *
   * @param count a multiple of the number of lanes
   */
  static void log1p(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector from = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector s = from.div(from.add(2));
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
      p.mul(s2).fma(twice, twice).intoArray(y, yAt + i);
    }
  }
}
