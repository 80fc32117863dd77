package dev.etalon.reference.tensor;

/**
 * A binary floating-point format: how many significand bits, and which exponents. Rounding is to
 * nearest, ties to even; below the smallest normal number the spacing stays that of the subnormals,
 * and what is rounded beyond the largest finite value is an infinity (IEEE 754-2019, §3.3, §4.3).
 *
 * <p>bfloat16 is the upper half of float32 (Intel, "BFLOAT16 – Hardware Numerics Definition",
 * 2018). TF32 is what NVIDIA's tensor cores make of a float32 factor: its exponent with 10 of its
 * 23 fraction bits; it is no storage format ("NVIDIA A100 Tensor Core GPU Architecture", 2020).
 */
public enum Format {
  FLOAT64("float64", 53, Double.MIN_EXPONENT, Double.MAX_EXPONENT),
  FLOAT32("float32", 24, Float.MIN_EXPONENT, Float.MAX_EXPONENT),
  TF32("TF32", 11, Float.MIN_EXPONENT, Float.MAX_EXPONENT),
  BFLOAT16("bfloat16", 8, Float.MIN_EXPONENT, Float.MAX_EXPONENT),
  FLOAT16("float16", 11, -14, 15);

  private final String label;
  private final int precision;
  private final int minExponent;
  private final double largest;

  Format(String label, int precision, int minExponent, int maxExponent) {
    this.label = label;
    this.precision = precision;
    this.minExponent = minExponent;
    this.largest = Math.scalb(2 - Math.scalb(1.0, 1 - precision), maxExponent);
  }

  public String label() {
    return label;
  }

  /** The number of significand bits, the leading one included. */
  public int precision() {
    return precision;
  }

  /** u = 2⁻ᵖ. */
  public double unitRoundoff() {
    return Math.scalb(1.0, -precision);
  }

  public double smallestNormal() {
    return Math.scalb(1.0, minExponent);
  }

  /** The smallest subnormal number, the spacing of all of them. */
  public double smallest() {
    return Math.scalb(1.0, minExponent - precision + 1);
  }

  /** The largest finite value. */
  public double largest() {
    return largest;
  }

  /** Whether every number of another format is one of this. */
  public boolean holds(Format other) {
    return precision >= other.precision
        && largest >= other.largest
        && smallest() <= other.smallest();
  }

  /** Whether the product of any two numbers of another format fits into this significand. */
  public boolean holdsProductsOf(Format factors) {
    return 2 * factors.precision <= precision;
  }

  /** The nearest number of this format (ties to even), as a double. */
  public double round(double value) {
    return switch (this) {
      case FLOAT64 -> value;
      case FLOAT32 -> (float) value;
      default -> inRange(quantum(value) * Math.rint(value / quantum(value)));
    };
  }

  /** The number of this format that is nearest in the direction of zero. */
  public double truncate(double value) {
    if (!Double.isFinite(value)) {
      return value;
    }
    double rounded = round(value);
    if (Math.abs(rounded) <= Math.abs(value)) {
      return rounded;
    }
    return Double.isInfinite(rounded)
        ? Math.copySign(largest, value)
        : rounded - Math.copySign(quantum(Math.nextDown(Math.abs(rounded))), rounded);
  }

  /**
   * The unit in the last place at a value: the distance between the neighbours around it; at zero
   * and among subnormals the smallest subnormal.
   */
  public double ulp(double value) {
    return switch (this) {
      case FLOAT64 -> Math.ulp(value);
      case FLOAT32 -> Math.ulp((float) value);
      default -> {
        double rounded = Math.abs(round(value));
        yield rounded <= largest ? quantum(rounded) : rounded;
      }
    };
  }

  /** The spacing around a value, a power of two; division by it and multiplication are exact. */
  private double quantum(double value) {
    int exponent = Math.max(Math.getExponent(value), minExponent);
    return Math.scalb(1.0, Math.min(exponent, Double.MAX_EXPONENT) - precision + 1);
  }

  private double inRange(double rounded) {
    return Math.abs(rounded) > largest ? Math.copySign(Double.POSITIVE_INFINITY, rounded) : rounded;
  }

  @Override
  public String toString() {
    return label;
  }
}
