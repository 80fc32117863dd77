package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;

/**
 * The arithmetic of a kernel: what it reads, in what it multiplies, in what it sums, what it
 * stores. A tensor core with TF32 is (float32, TF32, float32, float32), a matrix product of
 * bfloat16 is (bfloat16, bfloat16, float32, bfloat16).
 *
 * <p>Products of two factors of the multiply format are summed without being stored; every other
 * intermediate number may be stored, in the output format, between one kernel and the next.
 *
 * @param input the format of the operands
 * @param multiply the format to which a factor of a product in a sum is converted
 * @param accumulate the format of the partial sums
 * @param output the format of what is stored
 * @param truncates whether the conversion to the multiply format and the partial sums may be cut
 *     off instead of rounded, as tensor cores do (M. Fasi, N. J. Higham, M. Mikaitis, S. Pranesh,
 *     "Numerical behavior of NVIDIA tensor cores", PeerJ Comput. Sci. 7:e330, 2021)
 */
public record Precision(
    Format input, Format multiply, Format accumulate, Format output, boolean truncates) {
  /**
   * Checks that the formats go together.
   *
   * @throws IllegalArgumentException if the output is more precise than the partial sums
   */
  public Precision {
    if (accumulate.precision() < output.precision()) {
      throw new IllegalArgumentException(
          "sums in %s cannot be stored in %s, which is more precise; accumulate in %s or wider"
              .formatted(accumulate, output, output));
    }
  }

  /**
   * What a dtype promises: float64 and float32 in everything; the types of 16 bits multiply exactly
   * and sum in float32.
   *
   * @throws IllegalArgumentException if the dtype is not one of floating point
   */
  public static Precision of(DType dtype) {
    Format format = dtype.format();
    return new Precision(
        format, format, dtype.isReduced() ? Format.FLOAT32 : format, format, false);
  }

  /**
   * What a dtype promises where tensor cores compute it.
   *
   * @param tf32 whether factors of float32 may be converted to TF32
   */
  public static Precision ofTensorCores(DType dtype, boolean tf32) {
    Precision promised = of(dtype);
    boolean converts = tf32 && dtype == DType.FLOAT32;
    return dtype.isReduced() || converts
        ? new Precision(
            promised.input,
            converts ? Format.TF32 : promised.multiply,
            promised.accumulate,
            promised.output,
            true)
        : promised;
  }

  /** The same where partial sums pass through memory, as those of several images or windows may. */
  public Precision storingSums() {
    return new Precision(input, multiply, output, output, false);
  }

  /** The unit of the partial sums: twice the roundoff where they may be cut off. */
  public double accumulateRoundoff() {
    return (truncates ? 2 : 1) * accumulate.unitRoundoff();
  }

  /** How far the conversion of a factor moves it, relatively; 0 if it is none. */
  double conversion() {
    return multiply.holds(input) ? 0 : (truncates ? 2 : 1) * multiply.unitRoundoff();
  }

  /** How far the product of two converted factors is from exact, relatively. */
  double productRoundoff() {
    return accumulate.holdsProductsOf(multiply) ? 0 : accumulate.unitRoundoff();
  }

  /**
   * What may be lost of a stored number below the normal ones. A kernel may flush subnormals to
   * zero; but conversions to float16 keep them on every processor, whatever its modes say.
   */
  public double lostBelowNormal() {
    return lostBelowNormal(output);
  }

  /** The same of a partial sum. */
  double lostInSums() {
    return lostBelowNormal(accumulate);
  }

  private static double lostBelowNormal(Format format) {
    return format == Format.FLOAT16 ? format.smallest() / 2 : format.smallestNormal();
  }

  @Override
  public String toString() {
    return input == multiply && multiply == accumulate && accumulate == output
        ? input.label()
        : "%s × in %s, Σ in %s%s, stored in %s"
            .formatted(input, multiply, accumulate, truncates ? " cut off" : "", output);
  }
}
