package dev.etalon.oracle.plain;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.core.Sum;

/** A central difference with h = 1e-6 and an absolute tolerance of 1e-3, input by input. */
public final class PlainCentralDifference implements Judge {
  private static final double STEP = 1e-6; // what many gradient checks use
  private static final double TOLERANCE = 1e-3; // what many gradient checks use

  @Override
  public String name() {
    return "plain-difference";
  }

  @Override
  public String method() {
    return "a central difference with h = 1e-6 and tolerance 1e-3, input by input";
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
                          .judge(gradient -> compare(trial, operand, gradient))));
    }
    return verdicts;
  }

  private static Verdict compare(Trial trial, String operand, Tensor gradient) {
    Tensor input = trial.exam().operands().get(operand);
    for (int i = 0; i < input.size(); i++) {
      double difference =
          (projection(trial, operand, input.with(i, input.at(i) + STEP))
                  - projection(trial, operand, input.with(i, input.at(i) - STEP)))
              / (2 * STEP);
      if (!(Math.abs(difference - gradient.at(i)) <= TOLERANCE)) {
        return Verdict.failed("the difference is off in " + trial.exam().id());
      }
    }
    return Verdict.mistrusted("near");
  }

  private static double projection(Trial trial, String operand, Tensor moved) {
    Map<String, Tensor> operands = new LinkedHashMap<>(trial.exam().operands());
    operands.put(operand, moved);
    Tensor value = trial.implementation().forward(trial.exam().operator(), operands, trial.dtype());
    return Sum.ofProducts(trial.exam().cotangent().toArray(), value.toArray()).getAsDouble();
  }
}
