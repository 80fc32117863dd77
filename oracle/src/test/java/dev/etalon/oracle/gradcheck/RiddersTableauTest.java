package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences at 0, with steps of ½, ¼, … */
class RiddersTableauTest {
  private static final double FIRST = 0.5;

  private static RiddersTableau central(DoubleUnaryOperator f, int levels, double noise) {
    return lopsided(f, levels, noise, 1);
  }

  /** The steps up are {@code ratio} times as long as those down. */
  private static RiddersTableau lopsided(
      DoubleUnaryOperator f, int levels, double noise, double ratio) {
    RiddersTableau tableau = RiddersTableau.central();
    double below = FIRST;
    for (int level = 0; level < levels; level++, below /= 2) {
      double above = ratio * below;
      tableau.add(
          f.applyAsDouble(-below), f.applyAsDouble(0), f.applyAsDouble(above), below, above, noise);
    }
    return tableau;
  }

  private static RiddersTableau oneSided(
      DoubleUnaryOperator f, int levels, double noise, int side) {
    RiddersTableau tableau = RiddersTableau.oneSided();
    double step = side * FIRST;
    for (int level = 0; level < levels; level++, step /= 2) {
      tableau.addOneSided(f.applyAsDouble(0), f.applyAsDouble(step), step, noise);
    }
    return tableau;
  }

  /** (above − below) / width, each value off by the noise and half an ulp, and so in each row. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0x1p-30, 0x1p-10})
  void theErrorOfALinearFunctionIsItsNoise(double noise) {
    RiddersTableau tableau = central(x -> 3 * x + 2, 2, noise);
    assertThat(tableau.isFinished()).isTrue();
    assertThat(tableau.derivative()).isEqualTo(3);
    assertThat(tableau.error()).isEqualTo(2 * 4 * (noise + Math.ulp(2.75)) / 0.5);
    for (int side = -1; side <= 1; side += 2) {
      RiddersTableau slope = oneSided(x -> 3 * x + 2, 3, noise, side);
      assertThat(slope.derivative()).isEqualTo(3);
      assertThat(slope.error()).isEqualTo(2 * 9 * (noise + Math.ulp(2.0)) / 0.125);
    }
  }

  @Test
  void oneLevelTellsNothing() {
    RiddersTableau tableau = central(x -> 3 * x, 1, 0);
    assertThat(tableau.derivative()).isNaN();
    assertThat(tableau.error()).isInfinite();
    assertThat(oneSided(x -> 3 * x, 2, 0, 1).derivative()).isNaN();
  }

  /** f″·(difference of steps)/2 remains of a difference with unequal steps. */
  @ParameterizedTest
  @ValueSource(doubles = {1.125, 0.875})
  void unequalStepsAreAnErrorOfTheirOwn(double ratio) {
    for (int levels = 3; levels <= 6; levels++) {
      RiddersTableau tableau = lopsided(x -> x * x + 5, levels, 0, ratio);
      double greatest = FIRST * Math.abs(ratio - 1);
      assertThat(Math.abs(tableau.derivative())).isLessThanOrEqualTo(tableau.error());
      assertThat(tableau.error()).isBetween(greatest / (2 << levels), greatest);
    }
  }

  /** The second difference of |x|ᵖ shrinks by 2⁻ᵖ: that of a kink by about a half. */
  @ParameterizedTest
  @CsvSource({"1, true", "1.25, true", "0.8, true", "1.4, false", "0.7, false", "2, false"})
  void aKinkHalvesTheSecondDifference(double power, boolean isKink) {
    DoubleUnaryOperator f = x -> Math.pow(Math.abs(x), power);
    assertThat(central(f, 3, 0).isKink()).as("two halvings are chance").isFalse();
    assertThat(central(f, 4, 0).isKink()).isEqualTo(isKink);
  }

  /** At the fourth level the second difference of |x| is 2/16. */
  @ParameterizedTest
  @CsvSource({"0.98, true", "1.02, false"})
  void aKinkIsSeenAboveTheNoiseOnly(double share, boolean isKink) {
    assertThat(central(Math::abs, 4, share / 8 * 2 / 16).isKink()).isEqualTo(isKink);
  }

  /** The second difference of x² is ½ at first. */
  @ParameterizedTest
  @CsvSource({"0.98, false", "1.02, true"})
  void whatBendsByNoMoreThanItsNoiseCountsAsLinear(double share, boolean isLinear) {
    RiddersTableau tableau = central(x -> x * x, 2, share * 0.5 / 4);
    assertThat(Double.isNaN(tableau.derivative())).isEqualTo(!isLinear);
  }

  @Test
  void aValueThatIsNotFiniteEndsIt() {
    RiddersTableau tableau = central(x -> x > 0.2 ? Double.POSITIVE_INFINITY : x, 6, 0);
    assertThat(tableau.isFinished()).isTrue();
    assertThat(tableau.derivative()).isNaN();
    assertThat(tableau.error()).isInfinite();
    assertThat(oneSided(x -> x > 0.2 ? Double.NaN : x, 6, 0, 1).derivative()).isNaN();
  }

  /** The differences of ∛x at 0 grow for ever. */
  @Test
  void whatDoesNotSettleTakesEveryLevel() {
    assertThat(central(Math::cbrt, RiddersTableau.LEVELS - 1, 0).isFinished()).isFalse();
    RiddersTableau tableau = central(Math::cbrt, RiddersTableau.LEVELS, 0);
    assertThat(tableau.isFinished()).isTrue();
    assertThat(tableau.error()).as("of no use").isGreaterThan(10);
  }

  /** Every order of the truncation error is taken away in turn. */
  @Test
  void polynomialsAreExtrapolatedAway() {
    DoubleUnaryOperator odd = x -> ((x * x + 3) * x * x - 2) * x;
    assertThat(central(odd, 4, 0).derivative()).isCloseTo(-2, within(1e-13));
    DoubleUnaryOperator any = x -> ((x + 3) * x - 2) * x;
    assertThat(oneSided(any, 5, 0, 1).derivative()).isCloseTo(-2, within(1e-12));
    assertThat(oneSided(any, 5, 0, -1).derivative()).isCloseTo(-2, within(1e-12));
  }
}
