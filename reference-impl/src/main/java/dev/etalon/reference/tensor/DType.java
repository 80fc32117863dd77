package dev.etalon.reference.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The type of a tensor's elements. A floating type has a unit roundoff {@code u} (half the distance
 * from 1 to the next number), and a range of normal numbers.
 */
public enum DType {
  FLOAT64(Format.FLOAT64),
  FLOAT32(Format.FLOAT32),
  FLOAT16(Format.FLOAT16),
  BFLOAT16(Format.BFLOAT16),
  /** Class labels and other indices: never differentiated. */
  INT64(null);

  private final @Nullable Format format;

  DType(@Nullable Format format) {
    this.format = format;
  }

  /**
   * The type of that name, as NumPy and PyTorch write it.
   *
   * @throws IllegalArgumentException if no type has that name
   */
  public static DType named(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label().equals(label))
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
    return format == null ? "int64" : format.label();
  }

  /** The floating types, the widest first. */
  public static List<DType> floating() {
    return Arrays.stream(values()).filter(DType::isFloating).toList();
  }

  public boolean isFloating() {
    return format != null;
  }

  /** Whether it has 16 bits: storage of results that are computed in something wider. */
  public boolean isReduced() {
    return this == FLOAT16 || this == BFLOAT16;
  }

  /**
   * The format of its elements.
   *
   * @throws IllegalArgumentException if it is not one of floating point
   */
  public Format format() {
    if (format == null) {
      throw new IllegalArgumentException(
          "%s has no floating-point format; the floating types are float64, float32, float16, bfloat16"
              .formatted(this));
    }
    return format;
  }

  /** The unit roundoff u = 2⁻ᵖ, p the number of significand bits. */
  public double unitRoundoff() {
    return format().unitRoundoff();
  }

  public double smallestNormal() {
    return format().smallestNormal();
  }

  /** The largest finite value. */
  public double largest() {
    return format().largest();
  }

  /** The nearest value of this type (ties to even), as a double. */
  public double round(double value) {
    return format == null ? Math.rint(value) : format.round(value);
  }

  /**
   * The unit in the last place of this type at a value: the distance between the neighbours around
   * it; at zero and among subnormals the smallest subnormal.
   */
  public double ulp(double value) {
    return format == null ? 1 : format.ulp(value);
  }

  @Override
  public String toString() {
    return label();
  }
}
