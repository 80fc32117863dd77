package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.arithmetic.ReverseArithmetic.Recorded;
import dev.etalon.reference.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.numbers.core.DD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forward and reverse mode against calculus and against each other. */
class DerivativesTest {
  private static final DualArithmetic DUAL = DualArithmetic.INSTANCE;

  /** A function of one argument and its derivative as calculus has it. */
  private enum Known implements Expression {
    SQRT,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    TANH,
    NEGATION,
    SQUARE,
    DIFFERENCE,
    RECIPROCAL,
    QUARTER,
    SUM,
    FIRST_OF_MAXIMUM,
    SECOND_OF_MAXIMUM,
    STABILIZED;

    @Override
    public <T> T evaluate(Arithmetic<T> a, List<T> inputs) {
      T x = inputs.get(0);
      return switch (this) {
        case SQRT -> a.sqrt(x);
        case EXP -> a.exp(x);
        case EXPM1 -> a.expm1(x);
        case LOG -> a.log(x);
        case LOG1P -> a.log1p(x);
        case TANH -> a.tanh(x);
        case NEGATION -> a.negate(x);
        case SQUARE -> a.multiply(x, x);
        case DIFFERENCE -> a.subtract(a.one(), a.add(x, x));
        case RECIPROCAL -> a.divide(a.one(), x);
        case QUARTER -> a.divide(x, a.constant(4));
        case SUM -> a.sum(List.of(x, x, a.one(), x));
        case FIRST_OF_MAXIMUM -> a.max(x, a.one());
        case SECOND_OF_MAXIMUM -> a.max(a.one(), x);
        case STABILIZED -> a.subtract(x, a.stabilizer(List.of(x)));
      };
    }

    private double derivative(double x) {
      return switch (this) {
        case SQRT -> 0.5 / Math.sqrt(x);
        case EXP, EXPM1 -> Math.exp(x);
        case LOG -> 1 / x;
        case LOG1P -> 1 / (1 + x);
        case TANH -> 1 / Math.pow(Math.cosh(x), 2);
        case NEGATION -> -1;
        case SQUARE -> 2 * x;
        case DIFFERENCE -> -2;
        case RECIPROCAL -> -1 / (x * x);
        case QUARTER -> 0.25;
        case SUM -> 3;
        case FIRST_OF_MAXIMUM -> x >= 1 ? 1 : 0;
        case SECOND_OF_MAXIMUM -> x > 1 ? 1 : 0;
        case STABILIZED -> 1;
      };
    }
  }

  /** The derivative along the inputs' direction v, by dual numbers. */
  private static double forward(Expression expression, double[] inputs, double[] v) {
    List<DerivativeStructure> duals =
        IntStream.range(0, v.length).mapToObj(i -> DUAL.dual(inputs[i], v[i])).toList();
    return DUAL.tangent(expression.evaluate(DUAL, duals));
  }

  /** The gradient in extended precision. */
  private static double[] reverse(Expression expression, double... inputs) {
    ReverseArithmetic<DD> reverse = new ReverseArithmetic<>(ExtendedArithmetic.INSTANCE);
    List<Recorded<DD>> recorded = Arrays.stream(inputs).mapToObj(reverse::constant).toList();
    Recorded<DD> output = expression.evaluate(reverse, recorded);
    return reverse.gradients(List.of(output), List.of(DD.ONE), recorded).stream()
        .mapToDouble(DD::doubleValue)
        .toArray();
  }

  @ParameterizedTest
  @EnumSource
  void bothModesKnowCalculus(Known function) {
    for (double x : new double[] {0.1, 0.75, 1, 2.5, 30}) {
      double expected = function.derivative(x);
      double allowed = 8 * Math.ulp(expected);
      assertThat(forward(function, new double[] {x}, new double[] {1}))
          .as("forward mode at %s", x)
          .isCloseTo(expected, within(allowed));
      assertThat(reverse(function, x)[0])
          .as("reverse mode at %s", x)
          .isCloseTo(expected, within(allowed));
    }
  }

  /** ⟨gradient, v⟩ = J·v. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void bothModesAgreeOnAnyExpression(
      @ForAll @IntRange(min = 1, max = 5) int depth, @ForAll long seed) {
    double[] inputs = Expression.randomInputs(seed, 4, DType.FLOAT64);
    Expression expression = Expression.random(seed, depth, inputs.length);
    double[] v = new Random(seed).doubles(inputs.length, -1, 1).toArray();
    double[] gradient = reverse(expression, inputs);
    double forward = forward(expression, inputs, v);
    double projection = 0;
    double magnitude = 0;
    for (int i = 0; i < v.length; i++) {
      projection += gradient[i] * v[i];
      magnitude += Math.abs(gradient[i] * v[i]);
    }
    if (Double.isFinite(magnitude) && Double.isFinite(forward)) {
      // a wrong partial derivative shows at once; what cancellation costs does not matter here
      assertThat(forward).isCloseTo(projection, within(1e-4 * magnitude + 1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0})
  void atATieTheFirstIsDifferentiated(double x) {
    ReverseArithmetic<DD> reverse = new ReverseArithmetic<>(ExtendedArithmetic.INSTANCE);
    Recorded<DD> zero = reverse.zero();
    Recorded<DD> tied = reverse.constant(x);
    assertThat(reverse.max(zero, tied)).isSameAs(zero);
    assertThat(DUAL.tangent(DUAL.max(DUAL.zero(), DUAL.dual(x, 7)))).isZero();
  }

  @Test
  void theCotangentWeighsEveryOutput() {
    ReverseArithmetic<DD> reverse = new ReverseArithmetic<>(ExtendedArithmetic.INSTANCE);
    Recorded<DD> x = reverse.constant(3);
    Recorded<DD> y = reverse.constant(5);
    Recorded<DD> untouched = reverse.constant(7);
    List<Recorded<DD>> outputs = List.of(reverse.multiply(x, y), x, reverse.multiply(x, x), x);
    List<DD> cotangent = List.of(DD.of(10), DD.of(1), DD.of(100), DD.of(2));
    assertThat(reverse.gradients(outputs, cotangent, List.of(x, y, untouched)))
        .extracting(DD::doubleValue)
        .containsExactly(10.0 * 5 + 1 + 100 * 6 + 2, 30.0, 0.0);
  }

  @Test
  void theSystemUnderneathGivesTheValues() {
    ReverseArithmetic<DD> reverse = new ReverseArithmetic<>(ExtendedArithmetic.INSTANCE);
    assertThat(reverse.value(reverse.exp(reverse.one()))).isEqualTo(Math.E);
    assertThat(reverse.compare(reverse.one(), reverse.constant(Double.NaN))).isNegative();
    assertThat(DUAL.value(DUAL.tanh(DUAL.dual(0.5, 1)))).isEqualTo(Math.tanh(0.5));
    assertThat(DUAL.compare(DUAL.dual(1, 5), DUAL.dual(1, 7))).isZero();
  }
}
