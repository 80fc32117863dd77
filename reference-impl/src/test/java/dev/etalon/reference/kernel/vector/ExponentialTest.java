package dev.etalon.reference.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.Format;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.Test;

/** A whole vector at a time; what stands beside a number in it changes nothing. */
class ExponentialTest {
  private static final int LANES = 16;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** exp(x) − minus between two equal neighbours. */
  private static double inDouble(double x, double minus, double neighbour) {
    double[] vector = new double[LANES];
    Arrays.fill(vector, neighbour);
    vector[3] = x;
    if (minus == 0) {
      DoubleFunctions.exp(0, LANES, vector, 0, vector, 0);
    } else {
      DoubleFunctions.expm1(LANES, vector, 0, vector, 0);
    }
    return vector[3];
  }

  private static float inFloat(float x, float minus, float neighbour) {
    float[] vector = new float[LANES];
    Arrays.fill(vector, neighbour);
    vector[3] = x;
    if (minus == 0) {
      FloatFunctions.exp(0, LANES, vector, 0, vector, 0);
    } else {
      FloatFunctions.expm1(LANES, vector, 0, vector, 0);
    }
    return vector[3];
  }

  private static double ulps(double value, double truth, Format format) {
    return Math.abs(value - truth) / format.ulp(truth);
  }

  /** From below the least subnormal number to above the greatest finite one. */
  @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
  void isWithinTwoUlpsOnTheWholeRange(
      @ForAll @DoubleRange(min = -750, max = 715) @Scale(12) double x) {
    double truth = FastMath.exp(x);
    double value = inDouble(x, 0, -1);
    assertThat(value == truth || ulps(value, truth, Format.FLOAT64) <= 2)
        .as("exp(%s) = %s", x, value)
        .isTrue();
    float y = (float) (x / 7);
    float narrow = inFloat(y, 0, -1);
    double wide = Format.FLOAT32.round(FastMath.exp(y));
    assertThat(narrow == wide || ulps(narrow, wide, Format.FLOAT32) <= 2)
        .as("exp(%s) = %s in float", y, narrow)
        .isTrue();
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  void lessOneKeepsTheDigitsOfSmallArguments(
      @ForAll @DoubleRange(min = -60, max = 1) @Scale(15) double x,
      @ForAll @DoubleRange(min = 1e-15, max = 1) @Scale(15) double shrink) {
    double argument = x * shrink;
    assertThat(ulps(inDouble(argument, 1, -1), FastMath.expm1(argument), Format.FLOAT64))
        .isLessThanOrEqualTo(2);
    float narrow = (float) argument;
    assertThat(ulps(inFloat(narrow, 1, -1), FastMath.expm1(narrow), Format.FLOAT32))
        .isLessThanOrEqualTo(2);
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void neighboursChangeNothing(
      @ForAll @DoubleRange(min = -750, max = 715) @Scale(12) double x,
      @ForAll boolean less,
      @ForAll @DoubleRange(min = -5000, max = 5000) double neighbour) {
    double minus = less ? 1 : 0;
    assertThat(inDouble(x, minus, neighbour)).isEqualTo(inDouble(x, minus, 0));
    float y = (float) (x / 7);
    assertThat(inFloat(y, (float) minus, (float) neighbour))
        .isEqualTo(inFloat(y, (float) minus, 0));
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void decaysAreExponentialsOfNegativeNumbers(
      @ForAll @DoubleRange(min = -400, max = 400) @Scale(12) double x, @ForAll boolean less) {
    double[] vector = new double[LANES];
    vector[5] = x;
    DoubleFunctions.decay(2, less ? 1 : 0, LANES, vector, 0, vector, 0);
    assertThat(vector[5]).isEqualTo(inDouble(-2 * Math.abs(x), less ? 1 : 0, 0));
    float[] narrow = new float[LANES];
    narrow[5] = (float) (x / 7);
    float argument = -2 * Math.abs(narrow[5]);
    FloatFunctions.decay(2, less ? 1 : 0, LANES, narrow, 0, narrow, 0);
    assertThat(narrow[5]).isEqualTo(inFloat(argument, less ? 1 : 0, 0));
  }

  @Test
  void theEndsOfTheRange() {
    double greatest = Math.log(Double.MAX_VALUE);
    assertThat(inDouble(greatest, 0, 0)).isFinite().isGreaterThan(1.79e308);
    assertThat(inDouble(greatest + 1e-9, 0, 0)).isEqualTo(INFINITY);
    assertThat(inDouble(-745.1, 0, 0)).isEqualTo(Double.MIN_VALUE);
    for (double far : new double[] {-746, -1e300, -INFINITY}) {
      assertThat(inDouble(far, 0, 0)).isZero();
      assertThat(inDouble(far, 1, 0)).isEqualTo(-1);
      assertThat(inFloat((float) far, 0, 0)).isZero();
      assertThat(inFloat((float) far, 1, 0)).isEqualTo(-1);
    }
    for (double far : new double[] {710, 1e300, INFINITY}) {
      assertThat(inDouble(far, 0, 0)).isEqualTo(INFINITY);
      assertThat(inFloat((float) far, 0, 0)).isEqualTo(Float.POSITIVE_INFINITY);
    }
    for (double neighbour : new double[] {0, -INFINITY, INFINITY}) {
      assertThat(inDouble(Double.NaN, 0, neighbour)).isNaN();
      assertThat(inFloat(Float.NaN, 0, (float) neighbour)).isNaN();
    }
    assertThat(inDouble(0, 0, INFINITY)).isEqualTo(1);
    assertThat(inDouble(0, 1, INFINITY)).isZero();
  }
}
