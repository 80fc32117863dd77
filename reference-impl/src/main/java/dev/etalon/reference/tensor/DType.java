package dev.etalon.reference.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The type of a tensor's elements. A floating type has a unit roundoff {@code u} (half the distance
 * from 1 to the next number), and a range of normal numbers.
 */
public enum DType {
  FLOAT64("float64", 53, Double.MIN_NORMAL, Double.MAX_VALUE),
  FLOAT32("float32", 24, Float.MIN_NORMAL, Float.MAX_VALUE),
  /** Class labels and other indices: never differentiated. */
  INT64("int64", 0, 0, Long.MAX_VALUE);

  private final String label;
  private final int precision;
  private final double smallestNormal;
  private final double largest;

  DType(String label, int precision, double smallestNormal, double largest) {
    this.label = label;
    this.precision = precision;
    this.smallestNormal = smallestNormal;
    this.largest = largest;
  }

  /**
   * The type of that name, as NumPy and PyTorch write it.
   *
   * @throws IllegalArgumentException if no type has that name
   */
  public static DType named(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown dtype '%s'; allowed are %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(DType::label)
                                .collect(Collectors.joining(", ")))));
  }

  public String label() {
    return label;
  }

  public boolean isFloating() {
    return precision > 0;
  }

  /** The unit roundoff u = 2⁻ᵖ, p the number of significand bits. */
  public double unitRoundoff() {
    return Math.scalb(1.0, -precision);
  }

  public double smallestNormal() {
    return smallestNormal;
  }

  /** The largest finite value. */
  public double largest() {
    return largest;
  }

  /** The nearest value of this type (ties to even), as a double. */
  public double round(double value) {
    return switch (this) {
      case FLOAT64 -> value;
      case FLOAT32 -> (float) value;
      case INT64 -> Math.rint(value);
    };
  }

  /**
   * The unit in the last place of this type at a value: the distance between the neighbours around
   * it; at zero and among subnormals the smallest subnormal.
   */
  public double ulp(double value) {
    return switch (this) {
      case FLOAT64 -> Math.ulp(value);
      case FLOAT32 -> Math.ulp((float) value);
      case INT64 -> 1;
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
