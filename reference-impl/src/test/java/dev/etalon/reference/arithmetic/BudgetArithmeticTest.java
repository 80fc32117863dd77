package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.tensor.DType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.numbers.core.DD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetArithmeticTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double U = DType.FLOAT32.unitRoundoff();

  private static final double THIRD = (float) (1.0 / 3);

  private final BudgetArithmetic budget = new BudgetArithmetic(DType.FLOAT32);

  private static <T> T evaluate(Expression expression, Arithmetic<T> arithmetic, double[] inputs) {
    return expression.evaluate(
        arithmetic, Arrays.stream(inputs).mapToObj(arithmetic::constant).toList());
  }

  /** The contract: no correct kernel, whatever its order and fusions, leaves the budget. */
  private static void assertSound(
      Expression expression, double[] inputs, DType dtype, long kernelSeed) {
    DD truth = evaluate(expression, ExtendedArithmetic.INSTANCE, inputs);
    BudgetArithmetic budget = new BudgetArithmetic(dtype);
    Bounded bounded = evaluate(expression, budget, inputs);
    double kernel = evaluate(expression, new KernelArithmetic(dtype, kernelSeed), inputs).value();
    boolean inRange = truth.isFinite() && Double.isFinite(kernel) && bounded.error() < INFINITY;
    if (inRange && !budget.hasUncertainDecision()) {
      BigDecimal error = Exact.of(truth).subtract(new BigDecimal(kernel)).abs();
      assertThat(error)
          .as("%s: %s ± %s, a kernel gave %s", truth, bounded.value(), bounded.error(), kernel)
          .isLessThanOrEqualTo(new BigDecimal(bounded.error()));
    }
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  void noCorrectKernelLeavesTheBudget(
      @ForAll DTypeIndex dtype,
      @ForAll @IntRange(min = 1, max = 6) int depth,
      @ForAll long seed,
      @ForAll long kernel) {
    double[] inputs = Expression.randomInputs(seed, 4, dtype.dtype);
    assertSound(Expression.random(seed, depth, inputs.length), inputs, dtype.dtype, kernel);
  }

  enum DTypeIndex {
    FLOAT64(DType.FLOAT64),
    FLOAT32(DType.FLOAT32),
    FLOAT16(DType.FLOAT16),
    BFLOAT16(DType.BFLOAT16);

    private final DType dtype;

    DTypeIndex(DType dtype) {
      this.dtype = dtype;
    }
  }

  /** Where the analysis's own doubles are as uncertain as the kernel: x − x′, squared or rooted. */
  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void theBudgetHoldsAfterTotalCancellation(
      @ForAll DTypeIndex dtype, @ForAll long seed, @ForAll long kernel) {
    double[] inputs = Expression.randomInputs(seed, 3, dtype.dtype);
    assertSound(new Cancellation(), inputs, dtype.dtype, kernel);
  }

  /** Where results may be flushed to zero. */
  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void theBudgetHoldsAmongSubnormals(
      @ForAll DTypeIndex dtype, @ForAll long seed, @ForAll long kernel) {
    double[] inputs =
        Arrays.stream(Expression.randomInputs(seed, 4, dtype.dtype))
            .map(x -> dtype.dtype.round(x * dtype.dtype.smallestNormal()))
            .toArray();
    assertSound(Expression.random(seed, 3, inputs.length), inputs, dtype.dtype, kernel);
  }

  /** √((a + b + c − a − b − c)²), and a maximum of two such. */
  private static final class Cancellation implements Expression {
    @Override
    public <T> T evaluate(Arithmetic<T> arithmetic, List<T> x) {
      T a = arithmetic.divide(x.get(0), arithmetic.constant(3));
      T b = arithmetic.exp(x.get(1));
      T nothing =
          arithmetic.sum(
              List.of(
                  a,
                  b,
                  x.get(2),
                  arithmetic.negate(a),
                  arithmetic.negate(b),
                  arithmetic.negate(x.get(2))));
      T square = arithmetic.multiply(nothing, nothing);
      return arithmetic.max(arithmetic.sqrt(square), arithmetic.multiply(square, b));
    }
  }

  /** A bound that nobody comes near would let errors through. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void theBudgetIsNearlyUsedByShortComputations(DType dtype) {
    assertThat(worstUse(dtype, 1)).isBetween(0.95, 1.0);
    assertThat(worstUse(dtype, 2)).isBetween(0.6, 1.0);
    assertThat(worstUse(dtype, 8)).isBetween(0.15, 1.0);
  }

  /** Over many dot products of a length, the largest share of the budget that a kernel uses. */
  private static double worstUse(DType dtype, int length) {
    double worst = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      double[] a = random.doubles(length, 1, 2).map(dtype::round).toArray();
      double[] b = random.doubles(length, 1, 2).map(dtype::round).toArray();
      BigDecimal exact = BigDecimal.ZERO;
      for (int i = 0; i < length; i++) {
        exact = exact.add(new BigDecimal(a[i]).multiply(new BigDecimal(b[i])));
      }
      double kernel = dot(new KernelArithmetic(dtype, seed), a, b).value();
      double bound = dot(new BudgetArithmetic(dtype), a, b).error();
      worst = Math.max(worst, exact.subtract(new BigDecimal(kernel)).abs().doubleValue() / bound);
    }
    return worst;
  }

  private static <T> T dot(Arithmetic<T> arithmetic, double[] a, double[] b) {
    return arithmetic.sum(
        IntStream.range(0, a.length)
            .mapToObj(
                i -> arithmetic.multiply(arithmetic.constant(a[i]), arithmetic.constant(b[i])))
            .toList());
  }

  /** A float32 kernel meets an infinity there, and 1e38 / ∞ is 0; double knows of none. */
  @Test
  void whatMayOverflowOnTheWayHasNoBoundedError() {
    Bounded large = budget.constant((float) 1e20);
    Bounded square = budget.multiply(large, large);
    Bounded greatest = budget.constant(Float.MAX_VALUE);

    assertThat(square.error()).isInfinite();
    assertThat(budget.divide(budget.constant((float) 1e38), square).error()).isInfinite();
    assertThat(budget.add(greatest, greatest).error()).isInfinite();
    assertThat(budget.exp(budget.constant(100)).error()).isInfinite();
    assertThat(budget.multiply(large, budget.constant(3)).error()).isFinite();
  }

  @Test
  void smallIntegersAreExactInEveryOrder() {
    double[] a = {3, -7, 4, 0, 1};
    double[] b = {-2, 5, 8, 9, -1};
    assertThat(dot(budget, a, b)).isEqualTo(new Bounded(-10, 0));
  }

  @Test
  void integersThatLeaveTheSignificandAreNotExact() {
    Bounded limit = budget.constant(1 << 24);
    assertThat(budget.add(limit, budget.zero()).error()).isZero();
    assertThat(budget.add(limit, budget.one()).error()).isPositive();
    assertThat(budget.add(limit, budget.constant(-1)).error())
        .as("partial sums of other orders leave it")
        .isPositive();
    assertThat(budget.multiply(budget.constant(1 << 13), budget.constant((1 << 11) + 1)).error())
        .isPositive();
    assertThat(budget.multiply(budget.constant(0.5), budget.constant(3)).error()).isPositive();
  }

  @Test
  void whatCannotRoundHasNoError() {
    Bounded x = budget.constant(THIRD);
    assertThat(budget.sum(List.of(x, budget.zero())).error()).isZero();
    assertThat(budget.sum(List.of()).error()).isZero();
    assertThat(budget.negate(x).error()).isZero();
    assertThat(budget.divide(x, budget.constant(-1)).error()).isZero();
    assertThat(budget.multiply(x, budget.zero())).isEqualTo(new Bounded(0, 0));
    assertThat(budget.exp(budget.constant(-INFINITY))).isEqualTo(new Bounded(0, 0));
    assertThat(budget.stabilizer(List.of(x, budget.multiply(x, x))).error()).isZero();
  }

  @Test
  void aConstantThatTheDtypeCannotHoldIsRoundedByTheKernel() {
    assertThat(budget.constant(0.1).error()).isEqualTo(U * 0.1);
    assertThat(new BudgetArithmetic(DType.FLOAT64).constant(0.1).error()).isZero();
    assertThat(budget.constant(INFINITY).error()).isZero();
    assertThat(budget.constant(Double.NaN).error()).isZero();
  }

  @Test
  void theBoundsAreTheFormulas() {
    double[] third = {THIRD};
    double product = THIRD * THIRD;
    Bounded square = dot(budget, third, third);
    assertThat(square.error()).isCloseTo(U * product, within(U * U));
    Bounded sum = budget.sum(List.of(square, square, square));
    assertThat(sum.error()).isCloseTo(3 * U * product + 2 * U * 3 * product, within(9 * U * U));
    assertThat(BudgetArithmetic.gamma(3, 0.1)).isEqualTo(3 * 0.1 / (1 - 3 * 0.1));
    assertThat(BudgetArithmetic.gamma(10, 0.1)).isInfinite();
    double four = 2 * BudgetArithmetic.ELEMENTARY_ULPS * U;
    assertThat(budget.exp(budget.one()).error()).isCloseTo(four * Math.E, within(99 * U * U));
  }

  @Test
  void infinitiesAndNaNAreComparedAsValues() {
    Bounded infinity = budget.constant(INFINITY);
    Bounded inexact = budget.multiply(budget.constant(0.1), budget.constant(0.1));
    for (Bounded result :
        List.of(
            budget.add(infinity, inexact),
            budget.subtract(infinity, infinity),
            budget.multiply(infinity, inexact),
            budget.multiply(infinity, budget.zero()),
            budget.divide(inexact, budget.zero()),
            budget.exp(infinity),
            budget.log(budget.zero()),
            budget.log(budget.constant(-1)),
            budget.sqrt(budget.constant(-1)))) {
      assertThat(result.value()).isNotFinite();
      assertThat(result.error()).isZero();
    }
    assertThat(budget.divide(inexact, infinity).value()).isZero();
  }

  @Test
  void anArgumentThatMayBeZeroHasNoBoundedQuotientAndNoLogarithm() {
    Bounded nearZero = new Bounded(0.1, 0.2);
    assertThat(budget.divide(budget.one(), nearZero).error()).isInfinite();
    assertThat(budget.log(nearZero).error()).isInfinite();
    assertThat(budget.log1p(new Bounded(-0.9, 0.2)).error()).isInfinite();
  }

  @Test
  void aRootNearZeroIsBoundedOnBothSides() {
    assertThat(budget.sqrt(new Bounded(0, 1e-6)).error()).isGreaterThanOrEqualTo(1e-3);
    assertThat(budget.sqrt(new Bounded(1e-7, 1e-6)).error())
        .isGreaterThanOrEqualTo(Math.sqrt(1.1e-6) - Math.sqrt(1e-7));
  }

  @Test
  void anUnknownErrorIsUnboundedAndNeverNaN() {
    Bounded unbounded = new Bounded(-800, INFINITY);
    assertThat(budget.exp(unbounded).error()).isInfinite();
    assertThat(budget.compare(budget.exp(unbounded), budget.one())).isNegative();
    assertThat(budget.hasUncertainDecision()).isTrue();
  }

  @Test
  void decisionsWithinTheErrorsAreUncertain() {
    Bounded a = new Bounded(1, 1e-3);
    assertThat(budget.compare(a, budget.constant(1.1))).isNegative();
    assertThat(budget.compare(budget.one(), budget.one())).isZero();
    assertThat(budget.hasUncertainDecision()).isFalse();
    assertThat(budget.compare(a, budget.constant(1.0005))).isNegative();
    assertThat(budget.hasUncertainDecision()).isTrue();
  }

  @Test
  void aMaximumIsContinuousSoThatNoDecisionIsUncertain() {
    Bounded a = new Bounded(1, 1e-3);
    Bounded b = new Bounded(1.0005, 1e-9);
    assertThat(budget.max(a, b)).isEqualTo(new Bounded(1.0005, 1e-3));
    assertThat(budget.max(a, new Bounded(2, 1e-9))).isEqualTo(new Bounded(2, 1e-9));
    assertThat(budget.hasUncertainDecision()).isFalse();
  }
}
