package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.oracle.gradcheck.RiddersDerivative.Estimate;
import dev.etalon.reference.tensor.DType;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.differentiation.FiniteDifferencesDifferentiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RiddersDerivativeTest {
  private static final double STEP = 0.25;

  /** Functions of the kinds that operators are made of, with their derivatives. */
  enum Known {
    SINE,
    EXPONENTIAL,
    SIGMOID,
    LOG_SUM_EXP,
    TANH,
    QUINTIC,
    OSCILLATING_QUOTIENT;

    private double value(double a, double b, double x) {
      return switch (this) {
        case SINE -> Math.sin(a * x + b);
        case EXPONENTIAL -> b * Math.exp(a * x);
        case SIGMOID -> b / (1 + Math.exp(-a * x));
        case LOG_SUM_EXP -> Math.log(Math.exp(a) + Math.exp(b) + Math.exp(x));
        case TANH -> Math.tanh(a * x + b);
        case QUINTIC -> ((a * x + b) * x * x + 1) * x * x;
        case OSCILLATING_QUOTIENT -> 1 / (2 + Math.sin(3 * x + a));
      };
    }

    private double derivative(double a, double b, double x) {
      return switch (this) {
        case SINE -> a * Math.cos(a * x + b);
        case EXPONENTIAL -> a * b * Math.exp(a * x);
        case SIGMOID -> a * b * Math.exp(-a * x) / Math.pow(1 + Math.exp(-a * x), 2);
        case LOG_SUM_EXP -> Math.exp(x) / (Math.exp(a) + Math.exp(b) + Math.exp(x));
        case TANH -> a / Math.pow(Math.cosh(a * x + b), 2);
        case QUINTIC -> ((5 * a * x + 4 * b) * x * x + 2) * x;
        case OSCILLATING_QUOTIENT ->
            -3 * Math.cos(3 * x + a) / Math.pow(2 + Math.sin(3 * x + a), 2);
      };
    }
  }

  /** A function whose every value is off by up to {@code noise}, on the grid of a dtype. */
  private static Estimate estimate(
      DoubleUnaryOperator function, double noise, DType dtype, double x) {
    Random random = new Random(1);
    return new RiddersDerivative(
            y -> function.applyAsDouble(y) + noise * (2 * random.nextDouble() - 1), noise, dtype)
        .at(x, STEP);
  }

  private static void assertBounded(Known known, double a, double b, double x, DType dtype) {
    double greatest = Math.abs(known.value(a, b, x - STEP)) + Math.abs(known.value(a, b, x + STEP));
    double noise = 4 * dtype.unitRoundoff() * (1 + greatest);
    Estimate estimate = estimate(y -> known.value(a, b, y), noise, dtype, x);
    double derivative = known.derivative(a, b, x);
    assertThat(estimate.derivative())
        .isCloseTo(derivative, within(estimate.error() + 4 * Math.ulp(derivative)));
    assertThat(estimate.error())
        .as("the estimate is of use")
        .isLessThan(300 * noise + 1e-3 * (1 + Math.abs(derivative)));
  }

  /** The estimate of Ridders alone was too small about once in a thousand of these. */
  @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
  void theErrorEstimateBoundsTheError(
      @ForAll Known known,
      @ForAll @DoubleRange(min = -3, max = 3) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double b,
      @ForAll @DoubleRange(min = -3, max = 3) double x) {
    assertBounded(known, a, b, x, DType.FLOAT64);
    assertBounded(known, a, b, (float) x, DType.FLOAT32);
  }

  /** Exact at every step: two steps tell, and the value in the middle. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -7, 1000, 1e6})
  void aLinearFunctionTakesFiveEvaluations(double x) {
    int[] evaluations = new int[1];
    Estimate estimate =
        new RiddersDerivative(
                y -> {
                  evaluations[0]++;
                  return 3 * y + 2;
                },
                0,
                DType.FLOAT64)
            .at(x, STEP);
    assertThat(estimate.derivative()).isEqualTo(3);
    assertThat(evaluations[0]).isEqualTo(5);
  }

  @Test
  void apartFromZeroTheStepsAreThoseOfTheGrid() {
    double x = (float) 12345.678;
    Estimate estimate = estimate(y -> y * y, 0, DType.FLOAT32, x);
    assertThat(estimate.derivative()).isCloseTo(2 * x, within(estimate.error()));
    assertThat(estimate.error()).isLessThan(1e-3 * x);
  }

  @Test
  void noiseIsPartOfTheError() {
    for (double noise : new double[] {1e-12, 1e-6, 1e-2}) {
      Estimate estimate = estimate(Math::sin, noise, DType.FLOAT64, 1);
      assertThat(estimate.derivative()).isCloseTo(Math.cos(1), within(estimate.error()));
      assertThat(estimate.error()).isBetween(noise, 300 * noise);
    }
  }

  @Test
  void whatIsNotFiniteHasNoDerivative() {
    assertThat(estimate(y -> y > 1 ? Double.POSITIVE_INFINITY : y, 0, DType.FLOAT64, 1))
        .isEqualTo(new Estimate(Double.NaN, Double.POSITIVE_INFINITY, false));
    assertThat(estimate(y -> y, Double.POSITIVE_INFINITY, DType.FLOAT64, 1).derivative()).isNaN();
    assertThat(new RiddersDerivative(y -> y, 0, DType.FLOAT32).at(1e30, STEP).derivative())
        .as("no step moves the argument")
        .isNaN();
  }

  /** Beside Commons Math's fixed points and step, which have no error estimate. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void commonsMathAgrees(
      @ForAll @DoubleRange(min = -2, max = 2) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double x) {
    Assume.that(Math.abs(a) > 0.01);
    double theirs =
        new FiniteDifferencesDifferentiator(7, 0.01)
            .differentiate((UnivariateFunction) y -> Math.tanh(a * y))
            .value(new DerivativeStructure(1, 1, 0, x))
            .getPartialDerivative(1);
    Estimate ours = estimate(y -> Math.tanh(a * y), 0, DType.FLOAT64, x);
    assertThat(ours.derivative()).isCloseTo(theirs, within(ours.error() + 1e-9));
  }

  /** Central differences of |x| at 0 agree with each other, on a derivative that there is not. */
  @Test
  void aKinkIsSeenInTheDifferencesAlone() {
    assertThat(estimate(Math::abs, 0, DType.FLOAT64, 0).isKink()).isTrue();
    assertThat(estimate(y -> Math.max(0, 3 * y) + Math.sin(y), 1e-13, DType.FLOAT64, 0))
        .isEqualTo(new Estimate(Double.NaN, Double.POSITIVE_INFINITY, true));
    for (Known known : Known.values()) {
      assertThat(estimate(y -> known.value(1.5, -0.5, y), 0, DType.FLOAT64, 0.3).isKink())
          .as("%s is smooth", known)
          .isFalse();
    }
  }
}
