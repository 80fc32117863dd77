package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.DType;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RoundedArithmeticTest {
  private static final RoundedArithmetic FLOAT32 = RoundedArithmetic.of(DType.FLOAT32);

  /** Every bit pattern: NaN, infinities and subnormals too. */
  @Provide
  Arbitrary<Float> floats() {
    return Arbitraries.oneOf(
        Arbitraries.integers().map(Float::intBitsToFloat),
        Arbitraries.floats().between(-4, 4).ofScale(9));
  }

  @Property(tries = 20_000)
  void float32IsJavasFloatBitForBit(@ForAll("floats") float a, @ForAll("floats") float b) {
    double x = a;
    double y = b;
    assertThat(FLOAT32.add(x, y)).isEqualTo(doubled(a + b));
    assertThat(FLOAT32.subtract(x, y)).isEqualTo(doubled(a - b));
    assertThat(FLOAT32.multiply(x, y)).isEqualTo(doubled(a * b));
    assertThat(FLOAT32.divide(x, y)).isEqualTo(doubled(a / b));
    assertThat(FLOAT32.sqrt(x)).isEqualTo(doubled((float) Math.sqrt(a)));
    assertThat(FLOAT32.negate(x)).isEqualTo(doubled(-a));
    assertThat(FLOAT32.max(x, y)).as("up to the sign of 0").isEqualByComparingTo(greater(a, b));
  }

  /** Boxed, so that NaN equals NaN and 0 differs from −0. */
  private static Double doubled(float value) {
    return (double) value;
  }

  private static double greater(float a, float b) {
    return a == b ? a : Math.max(a, b);
  }

  @Property
  void float32SumsTermAfterTerm(@ForAll List<Float> terms) {
    float sum = 0;
    for (float term : terms) {
      sum += term;
    }
    assertThat(FLOAT32.sum(terms.stream().map(Float::doubleValue).toList())).isEqualTo(sum);
  }

  @Test
  void functionsAreRoundedToTheDtype() {
    assertThat(FLOAT32.exp(1.0)).isEqualTo((float) Math.E);
    assertThat(FLOAT32.exp(89.0)).isInfinite();
    assertThat(FLOAT32.log1p(1e-10)).isEqualTo((float) 1e-10);
    assertThat(FLOAT32.expm1(1e-10)).isEqualTo((float) 1e-10);
    assertThat(FLOAT32.tanh(1e-10)).isEqualTo((float) 1e-10);
    assertThat(FLOAT32.log(2.0)).isEqualTo((float) Math.log(2));
    assertThat(RoundedArithmetic.of(DType.FLOAT64).log(2.0)).isEqualTo(Math.log(2));
    assertThat(FLOAT32.constant(0.1)).isEqualTo(0.1f);
  }

  @Test
  void aMaximumPropagatesNaNAndKeepsTheFirstOfEquals() {
    assertThat(FLOAT32.max(Double.NaN, 1.0)).isNaN();
    assertThat(FLOAT32.max(1.0, Double.NaN)).isNaN();
    assertThat(FLOAT32.max(Double.POSITIVE_INFINITY, Double.NaN)).isNaN();
    assertThat(FLOAT32.compare(-0.0, 0.0)).isZero();
    assertThat(FLOAT32.compare(Double.NaN, Double.NaN)).isZero();
  }

  @Test
  void theStabilizerIsTheGreatestFiniteNumberOrNothing() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(FLOAT32.stabilizer(List.of(1.0, 3.0, -infinity))).isEqualTo(3);
    assertThat(FLOAT32.stabilizer(List.of(-infinity, -infinity))).isZero();
    assertThat(FLOAT32.stabilizer(List.of(1.0, infinity))).isZero();
    assertThat(FLOAT32.stabilizer(List.of(1.0, Double.NaN))).isZero();
  }

  @Test
  void indicesHaveNoArithmetic() {
    assertThatThrownBy(() -> RoundedArithmetic.of(DType.INT64))
        .hasMessageContaining("no arithmetic for dtype int64")
        .hasMessageContaining("float32");
  }
}
