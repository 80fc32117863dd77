package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.numbers.core.Sum;

/**
 * Differentiates the implementation's own forward numerically, the full Jacobian by coloured
 * differences, and compares it with its VJP: Jᵀȳ first, then every entry ({@link EntryCheck}), then
 * along ties ({@link TieProbe}) and along a dense random direction, which guards the pattern. No
 * reference value takes part. The allowed distance is the estimated error of the differences plus
 * the budget of the VJP. Inputs at a kink have no derivative: they are counted, and their gradient
 * has to lie between the slopes of both sides.
 */
public final class FiniteDifferenceJudge implements Judge {
  /** The plans of the cases at hand; they go when the case's standard goes. */
  private final Map<Standard, Map<String, DifferencePlan>> plans =
      Collections.synchronizedMap(new WeakHashMap<>());

  @Override
  public String name() {
    return "finite-differences";
  }

  @Override
  public String method() {
    return "the full Jacobian by coloured differences of the implementation's forward, extrapolated"
        + " (Ridders), against its VJP, entry by entry";
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return quantity.equals(Case.FORWARD) ? Optional.of("judges gradients only") : Optional.empty();
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
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
                          .judge(gradient -> judge(trial, operand, value, gradient))));
    }
    return verdicts;
  }

  private Verdict judge(Trial trial, String operand, Tensor value, Tensor gradient) {
    Tensor input = trial.exam().operands().get(operand);
    DifferencePlan plan =
        plans
            .computeIfAbsent(trial.standard().definition(), standard -> new ConcurrentHashMap<>())
            .computeIfAbsent(
                operand, name -> DifferencePlan.of(trial.standard().definition(), name));
    NumericalJacobian jacobian = new NumericalJacobian(trial, operand, value, plan);
    if (jacobian.leak().isPresent()) {
      return Verdict.failed(
          "output %s moves with elements of '%s' on which, by the definition, it does not depend"
              .formatted(
                  Arrays.toString(value.shape().index(jacobian.leak().getAsInt())), operand));
    }
    double[] expected = new double[input.size()];
    double[] error = new double[input.size()];
    for (int row = 0; row < plan.pattern().rows(); row++) {
      double upstream = trial.exam().cotangent().at(row);
      int[] columns = plan.pattern().row(row);
      for (int place = 0; place < columns.length; place++) {
        expected[columns[place]] += upstream * jacobian.derivative(row, place);
        error[columns[place]] += Math.abs(upstream) * jacobian.error(row, place);
      }
    }
    Verdict projected = compare(trial, operand, gradient, expected, error, plan, jacobian);
    return projected.status() == Status.FAILED
        ? projected
        : beyondTheProjection(trial, operand, gradient, jacobian, projected);
  }

  /** What agrees in Jᵀȳ has to agree in every entry too, along ties, and off the pattern. */
  private static Verdict beyondTheProjection(
      Trial trial, String operand, Tensor gradient, NumericalJacobian jacobian, Verdict projected) {
    EntryCheck entries = new EntryCheck(trial, operand, jacobian);
    Optional<String> disagreement =
        entries
            .disagreement()
            .or(() -> TieProbe.of(trial, operand, gradient, jacobian))
            .or(jacobian::probe);
    if (disagreement.isPresent()) {
      return new Verdict(
          Status.FAILED,
          disagreement.get(),
          entries.disagreement().isPresent() ? entries.agreement() : projected.agreement());
    }
    return new Verdict(
        projected.status(),
        projected.explanation() + "; " + entries.counts(),
        projected.agreement());
  }

  private static Verdict compare(
      Trial trial,
      String operand,
      Tensor gradient,
      double[] expected,
      double[] error,
      DifferencePlan plan,
      NumericalJacobian jacobian) {
    double[] budget = trial.standard().budget(Case.gradient(operand));
    // sums of integers are exact
    boolean exact = plan.isExact() && DifferencePlan.isInteger(trial.exam().cotangent());
    BitSet kinked = (BitSet) plan.kinked().clone();
    kinked.or(plan.infinite());
    int unreachable = 0;
    for (int i = 0; i < expected.length; i++) {
      unreachable += !kinked.get(i) && Double.isNaN(expected[i]) ? 1 : 0;
      if (kinked.get(i) || Double.isNaN(expected[i])) {
        // set equal to what was given, so that it counts neither way
        expected[i] = gradient.at(i);
        budget[i] = 0;
        error[i] = 0;
        kinked.set(i);
      } else {
        budget[i] += error[i] + (exact ? 0 : Math.ulp(expected[i]) * plan.pattern().rows());
      }
    }
    int judged = gradient.size() - kinked.cardinality();
    int atKink = kinked.cardinality() - unreachable;
    if (judged == 0) {
      return atKink > 0
          ? Verdict.notDifferentiable(
              "all %d inputs lie at infinity or too near to a kink".formatted(atKink))
          : Verdict.mistrusted("the forward value is not finite around any input");
    }
    Agreement agreement =
        Comparison.measure(
            gradient,
            Expected.approximately(
                Tensor.float64(gradient.shape(), expected),
                budget,
                "Σ|ȳ|·error of the extrapolated differences + " + trial.standard().formula(1)));
    if (agreement.budgetUse() > 1) {
      return Verdict.failed(agreement, agreement.worst().toString());
    }
    double[] signals = new double[judged];
    int next = 0;
    for (int i = 0; i < expected.length; i++) {
      if (!kinked.get(i)) {
        signals[next++] = expected[i];
      }
    }
    double signal = Math.sqrt(Sum.ofProducts(signals, signals).getAsDouble() / judged);
    int inconclusive = unreachable;
    for (int i = 0; i < expected.length; i++) {
      if (error[i] > 0 && !(budget[i] < Math.max(signal, Math.abs(expected[i])))) {
        inconclusive++;
      }
    }
    String counts =
        "%d of %d inputs judged in %d evaluations, %d at a kink, %d inconclusive"
            .formatted(
                judged + unreachable - inconclusive,
                gradient.size(),
                jacobian.evaluations(),
                atKink,
                inconclusive);
    if (signal == 0) {
      return Verdict.mistrusted(
          agreement, "every derivative is 0, which a missing gradient would match too: " + counts);
    }
    if (2 * judged < gradient.size()) {
      return Verdict.mistrusted(
          agreement, "fewer than half of the inputs are differentiable here: " + counts);
    }
    return 2 * inconclusive > judged
        ? Verdict.mistrusted(
            agreement, "the error interval is wider than the derivative: " + counts)
        : Verdict.passed(agreement, counts);
  }
}
