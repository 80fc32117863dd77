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
 * Manual for the Elementary Functions", 1980, ch. 6).
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

  /** Adding it rounds to an integer, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  /** Adding it puts an integer beside the bias of exponents into the low bits. */
  private static final float BIASED_ROUNDER = ROUNDER + 127;

  private static final int MANTISSA_BITS = 23;

  /** Beyond these exp is 0 or infinite. */
  private static final float LEAST = -104;

  /** Below this exp(x) − 1 is −1, or nearer to it than to any other number. */
  private static final float LEAST_MINUS_ONE = -18;

  private static final float GREATEST = 89;

  /** 2ⁿ is normal for every n up to here, and for −n; others are brought below it in two steps. */
  private static final float NORMAL = 120;

  private FloatFunctions() {}

  /**
   * {@code y[i] = exp(x[i] − shift) − minus}, in place if y is x.
   *
   * @param minus 0, or 1 for exp(x) − 1 with all its digits
   * @param count a multiple of the number of lanes
   */
  static void exp(float shift, float minus, int count, float[] x, int xAt, float[] y, int yAt) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    float least = minus == 0 ? LEAST : LEAST_MINUS_ONE;
    for (int i = 0; i < count; i += LANES) {
      FloatVector shifted = FloatVector.fromArray(SPECIES, x, xAt + i).sub(shift);
      FloatVector floored = shifted.blend(least, shifted.compare(VectorOperators.LT, least));
      FloatVector held = floored.blend(GREATEST, floored.compare(VectorOperators.GT, GREATEST));
      FloatVector n = held.mul(LOG2_E).add(ROUNDER).sub(ROUNDER);
      FloatVector near = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), held);
      FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), near);
      FloatVector p = FloatVector.broadcast(SPECIES, 1.0f / 5040);
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 720));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 120));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 24));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 6));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.0f / 2));
      p = p.mul(r).fma(r, r);
      // 2ⁿ in two steps, so that neither subnormal nor greatest results are lost
      VectorMask<Float> low = n.compare(VectorOperators.LT, -NORMAL);
      VectorMask<Float> high = n.compare(VectorOperators.GT, NORMAL);
      FloatVector rest = one.blend(0x1p-40f, low).blend(0x1p8f, high);
      FloatVector scale =
          n.blend(n.add(40), low)
              .blend(n.sub(8), high)
              .add(BIASED_ROUNDER)
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
              .reinterpretAsFloats();
      p.fma(scale, scale.sub(minus)).mul(rest).intoArray(y, yAt + i);
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
