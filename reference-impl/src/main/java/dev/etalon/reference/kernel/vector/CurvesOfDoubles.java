package dev.etalon.reference.kernel.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of one number and their slopes, over arrays whose length is a multiple of the number of
 * lanes; y is an array that is not x. Every loop calls nothing but the Vector API, for the reason
 * that {@link DoubleFunctions} gives.
 */
final class CurvesOfDoubles {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private CurvesOfDoubles() {}

  static void relu(int count, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector from = DoubleVector.fromArray(SPECIES, x, xAt + i);
      from.max(0).intoArray(y, yAt + i);
    }
  }

  static void leakyRelu(double factor, int count, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector from = DoubleVector.fromArray(SPECIES, x, xAt + i);
      from.blend(from.mul(factor), from.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i);
    }
  }

  /** 1 above 0, and where x is not a number. */
  static void steps(double below, double at, int count, double[] x, int xAt, double[] y, int yAt) {
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector from = DoubleVector.fromArray(SPECIES, x, xAt + i);
      one.blend(below, from.compare(VectorOperators.LT, 0))
          .blend(at, from.compare(VectorOperators.EQ, 0))
          .intoArray(y, yAt + i);
    }
  }

  static void elu(double alpha, double scale, int count, double[] x, int xAt, double[] y, int yAt) {
    DoubleFunctions.expm1(count, x, xAt, y, yAt);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector from = DoubleVector.fromArray(SPECIES, x, xAt + i);
      DoubleVector below = DoubleVector.fromArray(SPECIES, y, yAt + i).mul(alpha);
      from.blend(below, from.compare(VectorOperators.LT, 0)).mul(scale).intoArray(y, yAt + i);
    }
  }

  static void eluSlope(
      double alpha, double scale, int count, double[] x, int xAt, double[] y, int yAt) {
    DoubleFunctions.exp(0, count, x, xAt, y, yAt);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector from = DoubleVector.fromArray(SPECIES, x, xAt + i);
      DoubleVector below = DoubleVector.fromArray(SPECIES, y, yAt + i).mul(alpha);
      one.blend(below, from.compare(VectorOperators.LT, 0)).mul(scale).intoArray(y, yAt + i);
    }
  }

  static void softplus(double beta, int count, double[] x, int xAt, double[] y, int yAt) {
    DoubleFunctions.decay(beta, 0, count, x, xAt, y, yAt);
    DoubleFunctions.log1p(count, y, yAt, y, yAt);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector z = DoubleVector.fromArray(SPECIES, x, xAt + i).mul(beta);
      z.max(0).add(DoubleVector.fromArray(SPECIES, y, yAt + i)).div(beta).intoArray(y, yAt + i);
    }
  }

  /** y[i] = (1 − y[i])·y[i]. */
  static void timesRest(int count, double[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector value = DoubleVector.fromArray(SPECIES, y, yAt + i);
      value.neg().add(1).mul(value).intoArray(y, yAt + i);
    }
  }

  /** y[i] = 1 − y[i]². */
  static void oneMinusSquare(int count, double[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector value = DoubleVector.fromArray(SPECIES, y, yAt + i);
      value.mul(value).neg().add(1).intoArray(y, yAt + i);
    }
  }

  /** y[i] = y[i]·by[i]. */
  static void multiply(int count, double[] by, int byAt, double[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector.fromArray(SPECIES, y, yAt + i)
          .mul(DoubleVector.fromArray(SPECIES, by, byAt + i))
          .intoArray(y, yAt + i);
    }
  }

  /** {@code y[i] = 1 / (1 + exp(−factor·x[i]))}, by whichever form does not overflow. */
  static void sigmoid(double factor, int count, double[] x, int xAt, double[] y, int yAt) {
    DoubleFunctions.decay(factor, 0, count, x, xAt, y, yAt);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector e = DoubleVector.fromArray(SPECIES, y, yAt + i);
      VectorMask<Double> negative =
          DoubleVector.fromArray(SPECIES, x, xAt + i).mul(factor).compare(VectorOperators.LT, 0);
      one.blend(e, negative).div(e.add(1)).intoArray(y, yAt + i);
    }
  }

  /** {@code y[i] = tanh(x[i])}: −e / (e + 2) with e = exp(−2|x|) − 1, and the sign of x. */
  static void tanh(int count, double[] x, int xAt, double[] y, int yAt) {
    DoubleFunctions.decay(2, 1, count, x, xAt, y, yAt);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector e = DoubleVector.fromArray(SPECIES, y, yAt + i);
      VectorMask<Double> negative =
          DoubleVector.fromArray(SPECIES, x, xAt + i).compare(VectorOperators.LT, 0);
      DoubleVector positive = e.neg().div(e.add(2));
      positive.blend(positive.neg(), negative).intoArray(y, yAt + i);
    }
  }
}
