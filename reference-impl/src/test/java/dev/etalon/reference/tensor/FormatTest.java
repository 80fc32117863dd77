package dev.etalon.reference.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FormatTest {
  private static final int PATTERNS = 1 << 16;

  /** float16 as IEEE 754 lays its 16 bits out. */
  private static double float16(int bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude =
        exponent == 0
            ? Math.scalb(fraction, -24)
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(1024 + fraction, exponent - 25);
    return bits >> 15 == 0 ? magnitude : -magnitude;
  }

  /** bfloat16 as the upper half of a float. */
  private static double bfloat16(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The well-known rounding of a float's bits to fewer of them, to nearest even. */
  private static IntUnaryOperator dropping(int count) {
    int half = (1 << count - 1) - 1;
    return bits -> (bits + half + (bits >>> count & 1)) & -(1 << count);
  }

  @Test
  void everyNumberOfSixteenBitsIsItsOwnRounding() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      Double half = float16(bits);
      Double brain = bfloat16(bits);
      assertThat(Format.FLOAT16.round(half)).isEqualTo(half);
      assertThat(Format.FLOAT16.truncate(half)).isEqualTo(half);
      assertThat(Format.BFLOAT16.round(brain)).isEqualTo(brain);
    }
  }

  /** Between all neighbours: below, at and above the middle, infinity beyond the last included. */
  @Test
  void betweenNeighboursTheNearestWinsAndTiesGoToEven() {
    assertNearestBetweenNeighbours(Format.FLOAT16, FormatTest::float16, 0x7C00);
    assertNearestBetweenNeighbours(Format.BFLOAT16, FormatTest::bfloat16, 0x7F80);
  }

  private static void assertNearestBetweenNeighbours(
      Format format, IntToDoubleFunction decoded, int infinity) {
    for (int bits = 0; bits < infinity; bits++) {
      double low = decoded.applyAsDouble(bits);
      double high = decoded.applyAsDouble(bits + 1);
      // beyond the largest number, as if the exponents went on
      double next = bits + 1 == infinity ? low + format.ulp(low) : high;
      double middle = low + (next - low) / 2;
      double even = bits % 2 == 0 ? low : high;
      for (int sign = -1; sign <= 1; sign += 2) {
        assertThat(format.round(sign * middle)).as("middle after %s", low).isEqualTo(sign * even);
        assertThat(format.round(sign * Math.nextDown(middle))).isEqualTo(sign * low);
        assertThat(format.round(sign * Math.nextUp(middle))).isEqualTo(sign * high);
        assertThat(format.truncate(sign * Math.nextDown(next))).isEqualTo(sign * low);
      }
      assertThat(format.ulp(low)).as("ulp of %s", low).isEqualTo(next - low);
    }
  }

  @Property(tries = 100_000)
  void floatsAreRoundedAsTheirBitsAre(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    if (!Float.isNaN(value)) {
      assertThat(Format.TF32.round(value))
          .isEqualTo(Float.intBitsToFloat(dropping(13).applyAsInt(bits)));
      assertThat(Format.BFLOAT16.round(value))
          .isEqualTo(Float.intBitsToFloat(dropping(16).applyAsInt(bits)));
    }
  }

  /** In decimal arithmetic that is exact, and has its own idea of rounding to nearest even. */
  @Property(tries = 20_000)
  void doublesAreRoundedOnce(@ForAll Format format, @ForAll long bits) {
    // exponents around the format's range, so that subnormals and infinities come up
    double value =
        Math.scalb(
            Double.longBitsToDouble(bits & 0x800FFFFFFFFFFFFFL | 0x3FF0000000000000L),
            (int) Math.floorMod(bits * 31, 340L) - 170);
    double exponent = Math.max(Math.getExponent(value), Math.getExponent(format.smallestNormal()));
    BigDecimal quantum = new BigDecimal(Math.scalb(1.0, (int) exponent - format.precision() + 1));
    BigDecimal rounded =
        new BigDecimal(value).divide(quantum, 0, RoundingMode.HALF_EVEN).multiply(quantum);
    double expected =
        rounded.abs().compareTo(new BigDecimal(format.largest())) > 0
            ? Math.copySign(Double.POSITIVE_INFINITY, value)
            : Math.copySign(rounded.doubleValue(), value);
    assertThat(format.round(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void specialValuesStayThemselves(Format format) {
    assertThat(format.round(Double.NaN)).isNaN();
    assertThat(format.round(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(format.truncate(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(format.round(-0.0)).isEqualTo(-0.0);
    assertThat(format.round(-format.smallest() / 2)).isEqualTo(-0.0);
    assertThat(format.round(format.smallest() * 0.75)).isEqualTo(format.smallest());
  }

  @Test
  void theRangesAreThoseOfTheStandards() {
    assertThat(Format.FLOAT16.largest()).isEqualTo(65504);
    assertThat(Format.FLOAT16.smallest()).isEqualTo(0x1p-24);
    assertThat(Format.BFLOAT16.largest()).isEqualTo(0x1.FEp127);
    assertThat(Format.TF32.largest()).isEqualTo(0x1.FFCp127);
    assertThat(Format.FLOAT32.largest()).isEqualTo(Float.MAX_VALUE);
    assertThat(Format.FLOAT32.smallest()).isEqualTo(Float.MIN_VALUE);
    assertThat(Format.FLOAT64.largest()).isEqualTo(Double.MAX_VALUE);
    assertThat(Format.TF32.holds(Format.FLOAT16)).isTrue();
    assertThat(Format.BFLOAT16.holds(Format.FLOAT16)).isFalse();
    assertThat(Format.FLOAT32.holds(Format.FLOAT16)).isTrue();
  }
}
