package dev.etalon.reference.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationTest {
  private static final double[] POINTS = {-2, -0.5, 0.5, 3};

  /** Every formula is of at most sixteen roundings, and no value is above 4. */
  private static final double ROUNDING = 16 * 4 * 0x1p-53;

  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  static Stream<Arguments> formulas() {
    return Stream.of(
        formula(
            new Elu(1.5, 0.5),
            x -> x > 0 ? 0.5 * x : 0.75 * (Math.exp(x) - 1),
            x -> x > 0 ? 0.5 : 0.75 * Math.exp(x)),
        formula(new LeakyRelu(0.25), x -> x > 0 ? x : x / 4, x -> x > 0 ? 1 : 0.25),
        formula(
            new Selu(),
            x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * (Math.exp(x) - 1)),
            x -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x))),
        formula(
            new Sigmoid(),
            x -> 1 / (1 + Math.exp(-x)),
            x -> Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2)),
        formula(
            new Softplus(2),
            x -> Math.log(1 + Math.exp(2 * x)) / 2,
            x -> 1 / (1 + Math.exp(-2 * x))),
        formula(new Tanh(), Math::tanh, x -> 1 / Math.pow(Math.cosh(x), 2)));
  }

  private static Arguments formula(
      Activation activation, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return Arguments.of(activation, value, slope);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formulas")
  void theValueAndTheSlopeAreThoseOfTheFormula(
      Activation activation, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    Asked asked = Asked.of(activation).with("input", Tensor.vector(POINTS));
    Tensor values = asked.forward();
    double[] cotangent = {1, -2, 3, 0.5};
    Tensor gradient = asked.gradient("input", cotangent);
    for (int i = 0; i < POINTS.length; i++) {
      assertThat(values.at(i)).isCloseTo(value.applyAsDouble(POINTS[i]), within(ROUNDING));
      assertThat(gradient.at(i))
          .isCloseTo(cotangent[i] * slope.applyAsDouble(POINTS[i]), within(ROUNDING));
    }
  }

  @Test
  void farOutNothingOverflows() {
    Tensor far = Tensor.vector(-1000, 1000);
    assertThat(Asked.of(new Sigmoid()).with("input", far).forward().toArray())
        .containsExactly(0, 1);
    assertThat(Asked.of(new Softplus(1)).with("input", far).forward().toArray())
        .containsExactly(0, 1000);
    assertThat(Asked.of(new Softplus(1)).with("input", far).gradient("input", 5, 7).toArray())
        .containsExactly(0, 7);
    assertThat(Asked.of(new Elu(1, 1)).with("input", far).forward().toArray())
        .containsExactly(-1, 1000);
  }

  @Test
  void maxoutIsTheMaximumOfNeighbouringChannelsAndTheFirstOfEqualsReceivesTheGradient() {
    Asked asked =
        Asked.of(new Maxout(2))
            .with("input", Tensor.vector(1, 9, 4, 2, 5, 5, 8, 3).reshape(Shape.of(1, 4, 2)));
    assertThat(asked.forward().toArray()).containsExactly(4, 9, 8, 5);
    assertThat(asked.gradient("input", 1, 2, 3, 4).toArray())
        .containsExactly(0, 2, 1, 0, 0, 4, 3, 0);
    Asked.of(new Maxout(2))
        .counting("input", 1, 3)
        .isRefused(
            "maxout needs an input (N, C, …) whose channels are a multiple of 2; given is (1, 3)");
    Asked.isRefused(() -> new Maxout(0), "maxout of 0 channels; allowed are 1 or more");
  }
}
