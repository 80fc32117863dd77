package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.numbers.core.Sum;

/**
 * Differentiates the implementation's own forward numerically, input by input, and compares with
 * its VJP: no reference value takes part. The allowed distance is the estimated error of the
 * difference plus the budget of the VJP. Inputs at a kink are counted, never judged.
 */
public final class FiniteDifferenceJudge implements Judge {
  /** The first step: near the scale of the operators' inputs, and a power of two. */
  private static final double FIRST_STEP = 0.25;

  /**
   * No step moves an input by fewer units in the last place (of 1, for smaller inputs): below,
   * rounding inside the operator can hide a kink.
   */
  private static final double LEAST_ULPS = 1024;

  @Override
  public String name() {
    return "finite-differences";
  }

  @Override
  public String method() {
    return "central differences of the implementation's forward, extrapolated (Ridders), against "
        + "its VJP";
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return quantity.equals(Case.FORWARD) ? Optional.of("judges gradients only") : Optional.empty();
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Kinks kinks = new Kinks(trial.exam().operator(), trial.exam().operands());
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String operand : trial.exam().differentiable()) {
      verdicts.put(
          Case.gradient(operand),
          trial
              .forward()
              .judge(
                  value ->
                      trial
                          .gradient(operand)
                          .judge(gradient -> differentiate(trial, kinks, operand, gradient))));
    }
    return verdicts;
  }

  private static Verdict differentiate(Trial trial, Kinks kinks, String operand, Tensor gradient) {
    Tensor input = trial.exam().operands().get(operand);
    if (!gradient.shape().equals(input.shape())) {
      return Verdict.failed(
          "the shape is %s, it must be %s".formatted(gradient.shape(), input.shape()));
    }
    double noise = noise(trial);
    double[] expected = new double[input.size()];
    double[] error = new double[input.size()];
    int kinked = 0;
    int unreachable = 0;
    for (int offset = 0; offset < input.size(); offset++) {
      double x = input.at(offset);
      OptionalDouble step =
          Double.isFinite(x)
              ? kinks.smoothStep(
                  operand, offset, firstStep(x, trial.dtype()), leastStep(x, trial.dtype()))
              : OptionalDouble.empty();
      RiddersDerivative.Estimate estimate =
          step.isPresent()
              ? estimate(trial, operand, offset, step.getAsDouble(), noise)
              : new RiddersDerivative.Estimate(Double.NaN, Double.POSITIVE_INFINITY);
      if (step.isEmpty()) {
        kinked++;
      } else if (Double.isNaN(estimate.derivative())) {
        unreachable++;
      }
      // what is not judged is set equal to what was given, so that it counts neither way
      boolean judged = !Double.isNaN(estimate.derivative());
      expected[offset] = judged ? estimate.derivative() : gradient.at(offset);
      error[offset] = judged ? estimate.error() : 0;
    }
    return verdict(trial, operand, gradient, expected, error, kinked, unreachable);
  }

  private static Verdict verdict(
      Trial trial,
      String operand,
      Tensor gradient,
      double[] expected,
      double[] error,
      int kinked,
      int unreachable) {
    int judged = gradient.size() - kinked - unreachable;
    if (judged == 0) {
      return kinked > 0
          ? Verdict.notDifferentiable(
              "all %d inputs lie at infinity or too near to a kink".formatted(kinked))
          : Verdict.mistrusted("the forward value is not finite around any input");
    }
    double signal = Math.sqrt(Sum.ofProducts(expected, expected).getAsDouble() / judged);
    double[] budget = trial.standard().budget(Case.gradient(operand));
    int inconclusive = unreachable;
    for (int i = 0; i < budget.length; i++) {
      budget[i] += error[i];
      if (error[i] > 0 && !(budget[i] < Math.max(signal, Math.abs(expected[i])))) {
        inconclusive++;
      }
    }
    Agreement agreement =
        Comparison.measure(
            gradient,
            Expected.of(
                Tensor.float64(gradient.shape(), expected),
                budget,
                "error of the extrapolated difference + " + trial.standard().formula(1)));
    if (agreement.budgetUse() > 1) {
      return Verdict.failed(agreement, agreement.worst().toString());
    }
    String counts =
        "%d of %d inputs judged, %d at a kink, %d inconclusive"
            .formatted(judged - inconclusive, gradient.size(), kinked, inconclusive);
    if (signal == 0) {
      return Verdict.mistrusted(
          agreement, "every derivative is 0, which a missing gradient would match too: " + counts);
    }
    return 2 * inconclusive > judged
        ? Verdict.mistrusted(
            agreement, "the error interval is wider than the derivative: " + counts)
        : Verdict.passed(agreement, counts);
  }

  private static double firstStep(double x, DType dtype) {
    return Math.max(FIRST_STEP, leastStep(x, dtype));
  }

  private static double leastStep(double x, DType dtype) {
    return LEAST_ULPS * dtype.ulp(Math.max(1, Math.abs(x)));
  }

  private static RiddersDerivative.Estimate estimate(
      Trial trial, String operand, int offset, double step, double noise) {
    Tensor input = trial.exam().operands().get(operand);
    return new RiddersDerivative(
            x -> projection(trial, operand, input.with(offset, x)), noise, trial.dtype())
        .at(input.at(offset), step);
  }

  /** ⟨ȳ, f⟩ with one operand replaced. */
  private static double projection(Trial trial, String operand, Tensor moved) {
    Map<String, Tensor> operands = new LinkedHashMap<>(trial.exam().operands());
    operands.put(operand, moved);
    Tensor value = trial.implementation().forward(trial.exam().operator(), operands, trial.dtype());
    return Sum.ofProducts(trial.exam().cotangent().toArray(), value.toArray()).getAsDouble();
  }

  /** A bound on the error of one projection: Σ |ȳ|·budget. */
  private static double noise(Trial trial) {
    double[] budget = trial.standard().budget(Case.FORWARD);
    double noise = 0;
    for (int i = 0; i < budget.length; i++) {
      noise += Math.abs(trial.exam().cotangent().at(i)) * budget[i];
    }
    return noise + DType.FLOAT64.smallestNormal();
  }
}
