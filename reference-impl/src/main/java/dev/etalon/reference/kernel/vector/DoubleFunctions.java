package dev.etalon.reference.kernel.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of arrays of {@code double}, within 2 ulps. The Vector API has its own,
 * which may differ between interpreted and compiled code; these are the same bits always.
 *
 * <p>exp(x) = 2ⁿ·exp(r) with n = ⌊x/ln 2⌉ and |r| ≤ ln 2 / 2, where exp(r) − 1 is its Taylor
 * polynomial of degree 13; ln 2 in two parts keeps r exact (W. J. Cody and W. Waite, "Software
 * Manual for the Elementary Functions", 1980, ch. 6). The few vectors with a number whose
 * exponential is not normal take a second look.
 *
 * <p>Each is one loop that calls nothing but the Vector API: a vector that crosses the border of a
 * method that the compiler chose not to inline would be put on the heap.
 */
final class DoubleFunctions {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final double LOG2_E = 0x1.71547652b82fep0;
  private static final double LN2_HIGH = 0x1.62e42fee00000p-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /**
   * Adding it rounds to an integer, which then stands beside the exponents' bias in the low bits.
   */
  private static final double BIASED_ROUNDER = 0x1.8p52 + 1023;

  private static final int MANTISSA_BITS = 52;

  /** Beyond these exp is 0 or infinite. */
  private static final double LEAST = -746;

  private static final double GREATEST = 710;

  /** Up to here and down to its negative exp is a normal number, and so is 2ⁿ. */
  private static final double ORDINARY = 708;

  private DoubleFunctions() {}

  /**
   * {@code y[i] = exp(x[i] − shift)}, in place if y is x.
   *
   * @param count a multiple of the number of lanes
   */
  static void exp(double shift, int count, double[] x, int xAt, double[] y, int yAt) {
    exp(shift, 1, 0, 0, count, x, xAt, y, yAt);
  }

  /**
   * {@code y[i] = exp(x[i]) − 1} with all its digits, in place if y is x.
   *
   * @param count a multiple of the number of lanes
   */
  static void expm1(int count, double[] x, int xAt, double[] y, int yAt) {
    exp(0, 1, 0, 1, count, x, xAt, y, yAt);
  }

  /**
   * {@code y[i] = exp(−rate·|x[i]|) − minus}, in place if y is x.
   *
   * @param minus 0, or 1 for exp(…) − 1 with all its digits
   * @param count a multiple of the number of lanes
   */
  static void decay(
      double rate, double minus, int count, double[] x, int xAt, double[] y, int yAt) {
    exp(0, rate, Long.MIN_VALUE, minus, count, x, xAt, y, yAt);
  }

  /** Of (x[i] − shift)·factor, with the bits of {@code sign} set. */
  private static void exp(
      double shift,
      double factor,
      long sign,
      double minus,
      int count,
      double[] x,
      int xAt,
      double[] y,
      int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector argument =
          DoubleVector.fromArray(SPECIES, x, xAt + i)
              .sub(shift)
              .mul(factor)
              .reinterpretAsLongs()
              .lanewise(VectorOperators.OR, sign)
              .reinterpretAsDoubles();
      VectorMask<Double> far = argument.abs().compare(VectorOperators.GT, ORDINARY);
      boolean anyFar = far.anyTrue();
      DoubleVector held = argument;
      if (anyFar) {
        held = held.blend(LEAST, held.compare(VectorOperators.LT, LEAST));
        held = held.blend(GREATEST, held.compare(VectorOperators.GT, GREATEST));
      }
      DoubleVector biased =
          held.fma(
              DoubleVector.broadcast(SPECIES, LOG2_E),
              DoubleVector.broadcast(SPECIES, BIASED_ROUNDER));
      DoubleVector n = biased.sub(BIASED_ROUNDER);
      DoubleVector near = n.fma(DoubleVector.broadcast(SPECIES, -LN2_HIGH), held);
      DoubleVector r = n.fma(DoubleVector.broadcast(SPECIES, -LN2_LOW), near);
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
      p = p.mul(r).fma(r, r);
      DoubleVector scale =
          biased
              .reinterpretAsLongs()
              .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
              .reinterpretAsDoubles();
      DoubleVector result = p.fma(scale, scale.sub(minus));
      if (anyFar) {
        // 2ⁿ in two steps, so that neither subnormal nor greatest results are lost
        DoubleVector half = n.mul(0.5).add(BIASED_ROUNDER);
        DoubleVector rest = n.sub(half.sub(BIASED_ROUNDER)).add(BIASED_ROUNDER);
        DoubleVector first =
            half.reinterpretAsLongs()
                .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                .reinterpretAsDoubles();
        DoubleVector second =
            rest.reinterpretAsLongs()
                .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                .reinterpretAsDoubles();
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
  static void log1p(int count, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector from = DoubleVector.fromArray(SPECIES, x, xAt + i);
      DoubleVector s = from.div(from.add(2));
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
      p.mul(s2).fma(twice, twice).intoArray(y, yAt + i);
    }
  }
}
