package dev.etalon.oracle.probe;

import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the probes found of one implementation, for sums of products of one dtype.
 *
 * @param implementation its name
 * @param workload the operator that was asked
 * @param dtype the dtype of operands and result
 * @param promised the arithmetic that the dtype promises, or that the implementation was allowed
 * @param multiplyBits how many significant bits of a factor reach the product
 * @param multiply the format with so many bits and with the range that was seen, if it has a name
 * @param products what becomes of a product before it is added
 * @param accumulateBits how many significant bits the narrowest partial sum keeps; one that keeps
 *     more than can be seen in the result has as many as can be seen
 * @param accumulate the format with so many bits, if it has a name; {@code accumulateSeen} says
 *     whether it may be wider
 * @param accumulateSeen whether the end of the partial sums was seen
 * @param truncates whether partial sums are cut off instead of rounded; absent if it was not seen
 * @param order the order of summation, if it is one that is known
 * @param subnormals what becomes of subnormal numbers
 * @param growth how the error grows with the number of terms
 * @param determinism whether the same question had the same answer, bit for bit
 */
public record Identification(
    String implementation,
    Workload workload,
    DType dtype,
    Precision promised,
    int multiplyBits,
    Optional<Format> multiply,
    Products products,
    int accumulateBits,
    Optional<Format> accumulate,
    boolean accumulateSeen,
    Optional<Boolean> truncates,
    Optional<String> order,
    Subnormals subnormals,
    Growth growth,
    Determinism determinism) {

  /** What becomes of a product before it is added to a partial sum. */
  public enum Products {
    /** It is added as it is: the partial sum has room for it. */
    EXACT("products exact"),
    /** Product and sum are rounded once, together. */
    FUSED("fused multiply-add"),
    /** It is rounded by itself. */
    ROUNDED("products rounded");

    private final String label;

    Products(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** What becomes of numbers below the smallest normal one. */
  public enum Subnormals {
    KEPT("no FTZ"),
    RESULTS_FLUSHED("subnormal results flushed to zero"),
    OPERANDS_FLUSHED("subnormal operands taken for zero"),
    FLUSHED("subnormal operands and results flushed to zero");

    private final String label;

    Subnormals(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * The root mean square of the errors of sums of n random products, in units of the root of the
   * sum of their squares, as u·nᵅ.
   *
   * @param unitRoundoff u
   * @param exponent α: 0 where each product brings its own error (a conversion of the factors),
   *     about ½ for rounded sums in sequence, about 1 where they are cut off, near 0 in pairs
   * @param longest the greatest n that was tried
   */
  public record Growth(double unitRoundoff, double exponent, int longest) {
    @Override
    public String toString() {
      return unitRoundoff == 0
          ? "no error up to n = %d".formatted(longest)
          : String.format(
              Locale.ROOT,
              "error grows as 2^%.1f·n^%.2f",
              Math.log(unitRoundoff) / Math.log(2),
              exponent);
    }
  }

  /**
   * Whether repeated runs gave the same bits.
   *
   * @param runs how often the same was asked
   * @param differing how many elements were not the same in every run
   * @param elements of how many
   * @param largest the largest difference between two runs, in ulps of the dtype
   */
  public record Determinism(int runs, int differing, int elements, double largest) {
    public boolean isDeterministic() {
      return differing == 0;
    }

    @Override
    public String toString() {
      return isDeterministic()
          ? "the same bits in %d runs".formatted(runs)
          : String.format(
              Locale.ROOT,
              "%d of %d elements differ between %d runs, by up to %.3g ulp",
              differing,
              elements,
              runs,
              largest);
    }
  }

  /** In what it computes in less precision than promised; empty if it keeps its promise. */
  public List<String> shortfalls() {
    List<String> shortfalls = new ArrayList<>();
    Format factors =
        promised.multiply().precision() < promised.input().precision()
            ? promised.multiply()
            : promised.input();
    if (multiplyBits < factors.precision()) {
      shortfalls.add(
          "multiplies with %d significant bits where %s promises %d"
              .formatted(multiplyBits, dtype, factors.precision()));
    }
    if (accumulateSeen && accumulateBits < promised.accumulate().precision()) {
      shortfalls.add(
          "accumulates with %d significant bits where %s promises %d"
              .formatted(accumulateBits, dtype, promised.accumulate().precision()));
    }
    boolean roomForProducts = 2 * multiplyBits - 1 <= accumulateBits;
    if (products == Products.ROUNDED && roomForProducts) {
      shortfalls.add("rounds products for which the partial sum has room");
    }
    return shortfalls;
  }

  /** {@code multiplies in TF32, accumulates in float32, no FTZ}. */
  public String arithmetic() {
    return "multiplies in %s, accumulates in %s%s, %s"
        .formatted(
            named(multiply, multiplyBits),
            accumulateSeen
                ? named(accumulate, accumulateBits)
                : "%s or wider".formatted(named(accumulate, accumulateBits)),
            truncates.orElse(false) ? " cut off" : "",
            subnormals);
  }

  private static String named(Optional<Format> format, int bits) {
    return format.map(Format::label).orElse(bits + " significant bits");
  }

  /** Everything in one sentence. */
  public String sentence() {
    return "%s; %s, order %s; %s; %s"
        .formatted(arithmetic(), products, order.orElseGet(this::unseenOrder), growth, determinism);
  }

  private String unseenOrder() {
    return truncates.orElse(false) || !accumulateSeen ? "not visible" : "not one of the known";
  }
}
