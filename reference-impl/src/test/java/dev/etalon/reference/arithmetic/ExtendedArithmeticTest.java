package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.numbers.core.DD;
import org.junit.jupiter.api.Test;

class ExtendedArithmeticTest {
  private static final ExtendedArithmetic EXTENDED = ExtendedArithmetic.INSTANCE;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** What the javadoc promises, less a few bits for the roundings of one operation. */
  private static final double PRECISION = 0x1p-100;

  /** 106 random bits, the sign either way, between 2⁻²⁰⁰ and 2²⁰⁰. */
  @Provide
  Arbitrary<DD> numbers() {
    return numbers(200);
  }

  /** The same, where the functions live: between 2⁻⁷⁰ and 2⁹. */
  @Provide
  Arbitrary<DD> arguments() {
    return Combinators.combine(significands(), Arbitraries.integers().between(-70, 8))
        .as(DD::scalb);
  }

  /** Every positive bit pattern up to 2⁻⁹⁶⁰. */
  @Provide
  Arbitrary<Double> tiny() {
    return Arbitraries.longs()
        .between(1, Double.doubleToLongBits(0x1p-960))
        .map(Double::longBitsToDouble);
  }

  private static Arbitrary<DD> numbers(int exponent) {
    return Combinators.combine(significands(), Arbitraries.integers().between(-exponent, exponent))
        .as(DD::scalb);
  }

  private static Arbitrary<DD> significands() {
    return Combinators.combine(
            Arbitraries.longs().between(1L << 52, (1L << 53) - 1),
            Arbitraries.longs().between(-(1L << 52), 1L << 52),
            Arbitraries.of(-1, 1))
        .as((high, low, sign) -> DD.ofSum(sign * high * 0x1p-52, low * 0x1p-105));
  }

  private static void assertPrecise(DD result, BigDecimal exact, String what) {
    assertThat(Exact.relativeError(result, exact)).as(what).isLessThan(PRECISION);
  }

  private static void check(
      BinaryOperator<DD> operation, BinaryOperator<BigDecimal> exact, DD a, DD b, String what) {
    assertPrecise(operation.apply(a, b), exact.apply(Exact.of(a), Exact.of(b)), what);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void theRingAndTheRootAreExactToAHundredBits(@ForAll("numbers") DD a, @ForAll("numbers") DD b) {
    check(EXTENDED::multiply, BigDecimal::multiply, a, b, "×");
    check(EXTENDED::divide, (x, y) -> x.divide(y, Exact.DIGITS), a, b, "÷");
    check(EXTENDED::add, BigDecimal::add, EXTENDED.multiply(a, a), EXTENDED.multiply(b, b), "+");
    DD square = EXTENDED.multiply(a, a);
    assertPrecise(EXTENDED.sqrt(square), Exact.of(square).sqrt(Exact.DIGITS), "√");
  }

  /** Of a sum with cancellation the error is small against the terms. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void differencesAreExactToAHundredBitsOfTheirTerms(
      @ForAll("numbers") DD a, @ForAll("numbers") DD b) {
    BigDecimal error =
        Exact.of(EXTENDED.subtract(a, b)).subtract(Exact.of(a)).add(Exact.of(b)).abs();
    assertThat(error.doubleValue())
        .isLessThanOrEqualTo(PRECISION * Math.max(Math.abs(a.hi()), Math.abs(b.hi())));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.FIRST)
  void theExponentialsAreExactToAHundredBits(@ForAll("arguments") DD x) {
    BigDecimal exact = Exact.exp(Exact.of(x));
    BigDecimal minusOne = exact.subtract(BigDecimal.ONE);
    assertPrecise(EXTENDED.exp(x), exact, "exp");
    assertPrecise(EXTENDED.expm1(x), minusOne, "expm1");
    BigDecimal growth = Exact.exp(Exact.of(x).multiply(BigDecimal.valueOf(2)));
    BigDecimal tanh =
        growth.subtract(BigDecimal.ONE).divide(growth.add(BigDecimal.ONE), Exact.DIGITS);
    assertPrecise(EXTENDED.tanh(x), tanh, "tanh");
  }

  /** exp(log x + e) = x·(1 + e + …): the error of a logarithm shows in its exponential. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.FIRST)
  void theLogarithmsAreExactToAHundredBits(@ForAll("arguments") DD x) {
    DD positive = x.abs();
    Assume.that(!positive.equals(DD.ONE));
    assertLogarithm(EXTENDED.log(positive), Exact.of(positive), "log");
    assertLogarithm(EXTENDED.log1p(positive), Exact.of(positive).add(BigDecimal.ONE), "log1p");
    boolean below = EXTENDED.compare(positive, DD.ONE) < 0;
    DD negative = below ? positive.negate() : positive.reciprocal().negate();
    assertLogarithm(EXTENDED.log1p(negative), Exact.of(negative).add(BigDecimal.ONE), "log1p < 0");
  }

  private static void assertLogarithm(DD result, BigDecimal argument, String what) {
    double error =
        Exact.exp(Exact.of(result))
            .divide(argument, Exact.DIGITS)
            .subtract(BigDecimal.ONE)
            .abs()
            .doubleValue();
    assertThat(error / Math.abs(result.hi())).as(what).isLessThan(PRECISION);
  }

  /** There a logarithm is as small as the last bits of its argument. */
  @Property(tries = 200)
  void theLogarithmIsPreciseNextToOne(@ForAll @IntRange(min = 8, max = 106) int bits) {
    DD above = DD.ofSum(1, Math.scalb(1.0, -bits));
    assertLogarithm(EXTENDED.log(above), Exact.of(above), "above");
    DD below = DD.ofSum(1, -Math.scalb(1.0, -bits));
    assertLogarithm(EXTENDED.log(below), Exact.of(below), "below");
  }

  @Property
  void theSumIsThatOfTheTerms(@ForAll List<Double> terms) {
    BigDecimal exact = terms.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    double magnitude = terms.stream().mapToDouble(Math::abs).sum();
    DD sum = EXTENDED.sum(terms.stream().map(DD::of).toList());
    if (magnitude < 1e300) {
      assertThat(Exact.of(sum).subtract(exact).abs().doubleValue())
          .isLessThanOrEqualTo(PRECISION * terms.size() * magnitude);
    }
  }

  /** Down to the smallest subnormal, as long as the result is none. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void tinyOperandsCostNoPrecision(@ForAll("tiny") double a, @ForAll("tiny") double b) {
    DD x = DD.of(a);
    assertPrecise(
        EXTENDED.divide(x, DD.of(b)),
        new BigDecimal(a).divide(new BigDecimal(b), Exact.DIGITS),
        "÷");
    assertPrecise(EXTENDED.sqrt(x), new BigDecimal(a).sqrt(Exact.DIGITS), "√");
    assertLogarithm(EXTENDED.log(x), new BigDecimal(a), "log");
    assertPrecise(EXTENDED.tanh(x), new BigDecimal(a), "tanh");
  }

  /** exp near and past the ends of the double range, where only double precision is promised. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.FIRST)
  void theExponentialHasDoublePrecisionUpToTheEndsOfTheRange(@ForAll double x) {
    double argument = x % 710;
    double expected = Math.exp(argument);
    double result = EXTENDED.exp(DD.of(argument)).doubleValue();
    if (Double.isInfinite(expected)) { // from 709.783 on
      assertThat(result).isEqualTo(expected);
    } else {
      assertThat(Math.abs(result - expected)).isLessThanOrEqualTo(Math.ulp(result));
    }
  }

  @Test
  void resultsOutsideTheRangeAreThoseOfDoubles() {
    List<Double> special =
        List.of(
            0.0,
            -0.0,
            1.0,
            -1.0,
            INFINITY,
            -INFINITY,
            Double.NaN,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            1e200,
            -1e-200,
            800.0,
            -800.0);
    for (double a : special) {
      same(EXTENDED::sqrt, Math::sqrt, a, "√");
      same(EXTENDED::exp, Math::exp, a, "exp");
      same(EXTENDED::expm1, Math::expm1, a, "expm1");
      same(EXTENDED::log, Math::log, a, "log");
      same(EXTENDED::log1p, Math::log1p, a, "log1p");
      same(EXTENDED::tanh, Math::tanh, a, "tanh");
      for (double b : special) {
        same(EXTENDED::add, Double::sum, a, b, "+");
        same(EXTENDED::subtract, (x, y) -> x - y, a, b, "−");
        same(EXTENDED::multiply, (x, y) -> x * y, a, b, "×");
        same(EXTENDED::divide, (x, y) -> x / y, a, b, "÷");
        assertThat(EXTENDED.compare(DD.of(a), DD.of(b)))
            .as("%s ? %s", a, b)
            .isEqualTo(Arithmetic.order(a, b));
      }
    }
  }

  private static void same(
      BinaryOperator<DD> extended, BinaryOperator<Double> plain, double a, double b, String what) {
    assertSame(extended.apply(DD.of(a), DD.of(b)), plain.apply(a, b), what + " " + a + " " + b);
  }

  private static void same(
      UnaryOperator<DD> extended, UnaryOperator<Double> plain, double a, String what) {
    assertSame(extended.apply(DD.of(a)), plain.apply(a), what + " " + a);
  }

  private static void assertSame(DD extended, double plain, String what) {
    assertThat(extended.lo()).as(what).isFinite();
    if (Double.isFinite(plain)) {
      assertThat(Math.abs(extended.hi() - plain)).as(what).isLessThanOrEqualTo(Math.ulp(plain));
    } else {
      assertThat(extended.hi()).as(what).isEqualTo(Double.valueOf(plain));
    }
  }

  @Test
  void numbersThatDifferInTheLowWordDiffer() {
    DD one = DD.of(1);
    DD more = DD.ofSum(1, 0x1p-80);
    assertThat(EXTENDED.compare(one, more)).isNegative();
    assertThat(EXTENDED.max(one, more)).isSameAs(more);
    assertThat(EXTENDED.value(EXTENDED.subtract(more, one))).isEqualTo(0x1p-80);
    assertThat(EXTENDED.negate(more).lo()).isEqualTo(-0x1p-80);
  }
}
