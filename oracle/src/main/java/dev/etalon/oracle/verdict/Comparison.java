package dev.etalon.oracle.verdict;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.numbers.core.DD;

/**
 * Compares what an implementation gave with what is expected, element by element: |got − expected|
 * ≤ budget. NaN and infinities are compared as values: NaN matches only NaN, an infinity only
 * itself, unless a finite expected value rounds to it.
 */
public final class Comparison {
  /** Extended precision has 106 bits; a computation in it keeps about 100. */
  private static final double TRUTH_PRECISION = 0x1p-100;

  private Comparison() {}

  /** The verdict on one tensor. */
  public static Verdict compare(Tensor got, Expected expected) {
    if (!got.shape().equals(expected.shape())) {
      return Verdict.failed(
          "the shape is %s, it must be %s".formatted(got.shape(), expected.shape()));
    }
    if (got.size() == 0) {
      return Verdict.mistrusted("the output is empty: there is nothing to compare");
    }
    Agreement agreement = measure(got, expected);
    if (agreement.budgetUse() > 1) {
      return Verdict.failed(agreement, agreement.worst().toString());
    }
    return selfDoubt(got, expected, agreement);
  }

  private static Verdict selfDoubt(Tensor got, Expected expected, Agreement agreement) {
    double signal = 0;
    double allowed = 0;
    for (int offset = 0; offset < got.size(); offset++) {
      double value = Math.abs(expected.values().at(offset).hi());
      if (value > 0 || Double.isNaN(value)) {
        signal = Double.isFinite(value) ? Math.max(signal, value) : Double.POSITIVE_INFINITY;
      }
      double budget = expected.budget()[offset];
      allowed = Math.max(allowed, Double.isNaN(budget) ? Double.POSITIVE_INFINITY : budget);
    }
    if (signal == 0) {
      return Verdict.mistrusted(
          agreement, "every expected element is 0, which a missing computation would match too");
    }
    if (!(allowed < signal)) {
      return Verdict.mistrusted(
          agreement,
          String.format(
              Locale.ROOT,
              "the budget %.3g is not below the largest expected value %.3g",
              allowed,
              signal));
    }
    return Verdict.passed(
        agreement, "%d elements within their budgets".formatted(agreement.elements()));
  }

  /** The figures of a comparison of equal shapes with at least one element. */
  public static Agreement measure(Tensor got, Expected expected) {
    int worst = 0;
    double worstUse = -1;
    double maxUlp = 0;
    double squares = 0;
    double[] uses = new double[got.size()];
    for (int offset = 0; offset < got.size(); offset++) {
      DD value = expected.values().at(offset);
      double difference = difference(got.at(offset), value, got.dtype());
      double ulps = ulps(difference, expected, value.hi(), got.dtype());
      boolean poisoned = Double.isNaN(got.at(offset)) != Double.isNaN(value.hi());
      double use = poisoned ? difference : use(difference, expected.budget()[offset]);
      maxUlp = Math.max(maxUlp, ulps);
      squares += ulps * ulps;
      uses[offset] = use;
      if (use > worstUse) {
        worstUse = use;
        worst = offset;
      }
    }
    return new Agreement(
        got.size(),
        maxUlp,
        Math.sqrt(squares / got.size()),
        worstUse,
        element(got, expected, worst),
        worstUse > 1
            ? Optional.of(Errors.of(got.shape(), uses, offset -> element(got, expected, offset)))
            : Optional.empty());
  }

  private static WorstElement element(Tensor got, Expected expected, int offset) {
    DD value = expected.values().at(offset);
    double difference = difference(got.at(offset), value, got.dtype());
    return new WorstElement(
        Arrays.stream(got.shape().index(offset)).boxed().toList(),
        value.hi(),
        got.at(offset),
        ulps(difference, expected, value.hi(), got.dtype()),
        expected.budget()[offset],
        expected.formula());
  }

  /**
   * |got − expected| carried out in extended precision; 0 for equal non-finite values, else ∞. What
   * lies below the precision of the truth itself is no difference.
   */
  private static double difference(double got, DD expected, DType dtype) {
    double value = expected.hi();
    if (Double.isNaN(got) || Double.isNaN(value)) {
      return Double.isNaN(got) && Double.isNaN(value) ? 0 : Double.POSITIVE_INFINITY;
    }
    if (got == value && Double.isInfinite(got)) {
      return 0;
    }
    if (Double.isInfinite(got) && got == dtype.round(value)) {
      return 0;
    }
    if (Double.isInfinite(got) || Double.isInfinite(value)) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = Math.abs((got - value) - expected.lo());
    return difference <= TRUTH_PRECISION * Math.abs(value) ? 0 : difference;
  }

  private static double ulps(double difference, Expected expected, double value, DType dtype) {
    if (!expected.toTheUlp()) {
      return Double.NaN;
    }
    return difference == 0 || Double.isInfinite(difference)
        ? difference
        : difference / dtype.ulp(value);
  }

  /**
   * Budget use; a budget that could not be bounded allows every number, and is mistrusted later.
   */
  private static double use(double difference, double budget) {
    boolean bounded = budget < Double.POSITIVE_INFINITY;
    return difference == 0 || !bounded ? 0 : difference / budget;
  }
}
