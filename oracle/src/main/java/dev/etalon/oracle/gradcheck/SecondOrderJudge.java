package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.numbers.core.DD;

/**
 * The second order: how the implementation's VJP itself changes with the operands. Its derivative
 * along a random direction v of all of them, by extrapolated differences, has to be the VJP of the
 * VJP, ∂⟨v, vjp(x, ȳ)⟩/∂x, for second derivatives are symmetric. The truth is reverse mode over
 * reverse mode of the forward definition in extended precision: neither a hand-written VJP nor a
 * step size takes part in it.
 */
public final class SecondOrderJudge implements Judge {
  /** The directions of the cases at hand; they go when the case's standard goes. */
  private final Map<Standard, Map<String, SecondOrder>> seconds =
      Collections.synchronizedMap(new WeakHashMap<>());

  @Override
  public String name() {
    return "second-order";
  }

  @Override
  public String method() {
    return "the derivative of the implementation's VJP along a random direction, by extrapolated"
        + " differences, against reverse over reverse mode in extended precision";
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return quantity.equals(Case.FORWARD) ? Optional.of("judges gradients only") : Optional.empty();
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    SecondOrder second =
        seconds
            .computeIfAbsent(trial.standard().definition(), standard -> new ConcurrentHashMap<>())
            .computeIfAbsent(
                trial.exam().id(), id -> SecondOrder.of(trial.standard().definition()));
    List<String> operands = trial.exam().differentiable();
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    List<String> asked = new ArrayList<>();
    for (String operand : operands) {
      if (trial.gradient(operand) instanceof Outcome.Without<Tensor> without) {
        verdicts.put(Case.gradient(operand), without.verdict());
      } else {
        unasked(second, operand)
            .ifPresentOrElse(
                verdict -> verdicts.put(Case.gradient(operand), verdict), () -> asked.add(operand));
      }
    }
    if (!asked.isEmpty()) {
      verdicts.putAll(differentiate(trial, second, asked));
    }
    return verdicts;
  }

  /** Why the second order says nothing of an operand, if so. */
  private static Optional<Verdict> unasked(SecondOrder second, String operand) {
    if (second.scale() == 0) {
      return Optional.of(
          Verdict.notDifferentiable("a kink, or an infinity, lies on the way in every direction"));
    }
    return second.isZero(operand)
        ? Optional.of(
            Verdict.skipped("every second derivative is 0 here: the gradient does not change"))
        : Optional.empty();
  }

  private static Map<String, Verdict> differentiate(
      Trial trial, SecondOrder second, List<String> operands) {
    Map<String, double[]> noise = second.noise(trial.standard());
    Map<String, Tensor> centre = vjp(trial, second.at(0));
    Map<String, RiddersTableau[]> tableaus = new LinkedHashMap<>();
    for (String operand : operands) {
      RiddersTableau[] own = new RiddersTableau[second.truth().get(operand).size()];
      Arrays.setAll(own, i -> RiddersTableau.central());
      tableaus.put(operand, own);
    }
    double scale = second.scale();
    boolean all = false;
    for (int level = 0; level < SecondOrder.LEVELS && !all; level++, scale /= 2) {
      Map<String, Tensor> above = vjp(trial, second.at(scale));
      Map<String, Tensor> below = vjp(trial, second.at(-scale));
      all = true;
      for (String operand : operands) {
        RiddersTableau[] own = tableaus.get(operand);
        for (int i = 0; i < own.length; i++) {
          own[i].add(
              below.get(operand).at(i),
              centre.get(operand).at(i),
              above.get(operand).at(i),
              scale,
              scale,
              noise.get(operand)[i]);
          all &= own[i].isFinished();
        }
      }
    }
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String operand : operands) {
      verdicts.put(Case.gradient(operand), compare(trial, second, operand, tableaus.get(operand)));
    }
    return verdicts;
  }

  private static Map<String, Tensor> vjp(Trial trial, Map<String, Tensor> operands) {
    return trial
        .implementation()
        .vjp(trial.exam().operator(), operands, trial.exam().cotangent(), trial.dtype());
  }

  private static Verdict compare(
      Trial trial, SecondOrder second, String operand, RiddersTableau[] tableaus) {
    double[] got = new double[tableaus.length];
    double[] budget = new double[tableaus.length];
    double signal = 0;
    int inconclusive = 0;
    for (int i = 0; i < got.length; i++) {
      DD truth = second.truth().get(operand).at(i);
      boolean known = Double.isFinite(tableaus[i].derivative()) && Double.isFinite(truth.hi());
      got[i] = known ? tableaus[i].derivative() : truth.hi();
      budget[i] = known ? tableaus[i].error() + Math.ulp(got[i]) : Double.POSITIVE_INFINITY;
      signal = Double.isFinite(truth.hi()) ? Math.max(signal, Math.abs(truth.hi())) : signal;
    }
    for (int i = 0; i < got.length; i++) {
      inconclusive += budget[i] < signal ? 0 : 1;
    }
    Agreement agreement =
        Comparison.measure(
            Tensor.float64(second.truth().get(operand).shape(), got),
            new Expected(
                second.truth().get(operand),
                budget,
                "error of the extrapolated differences, whose noise is "
                    + trial.standard().formula(1),
                false));
    if (agreement.budgetUse() > 1) {
      return Verdict.failed(
          agreement, "the derivative of the gradient, " + agreement.worst().toString());
    }
    String counts =
        "the derivative of %d elements of the gradient, %d inconclusive"
            .formatted(got.length, inconclusive);
    return 2 * inconclusive > got.length
        ? Verdict.mistrusted(
            agreement, "the error interval is wider than the second derivative: " + counts)
        : Verdict.passed(agreement, counts);
  }
}
