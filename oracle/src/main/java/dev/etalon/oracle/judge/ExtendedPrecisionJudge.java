package dev.etalon.oracle.judge;

import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.core.DD;

/**
 * Compares with the truth: the forward definition in 106 bits, and its reverse-mode gradient. There
 * are two gates. The hard gate holds element by element: no error above its budget, which is
 * "wrong". The statistical gate holds for the tensor: the errors, each in units of its budget, must
 * not have a root mean square above {@value #ALLOWED_RATIO} times that of the same algorithm
 * evaluated step by step in the same precision, which is "less precise than its type".
 *
 * <p>The factor: for n ≥ {@value #LEAST_ELEMENTS} independent, normally distributed errors the
 * squared ratio of two such root mean squares follows σ²/σ₀² times an F distribution with n and n
 * degrees of freedom. Few sane orders of summation have twice the error of the sequential one (σ ≤
 * 2σ₀), and P(F(64, 64) > (4/2)²) &lt; 10⁻⁷ bounds the chance of a false alarm for such a kernel.
 */
public final class ExtendedPrecisionJudge implements Judge {
  private static final double ALLOWED_RATIO = 4;
  private static final int LEAST_ELEMENTS = 64;

  @Override
  public String name() {
    return "extended";
  }

  @Override
  public String method() {
    return "the forward definition in extended precision (106 bits), gradients by reverse mode";
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String quantity : trial.exam().quantities()) {
      verdicts.put(quantity, trial.result(quantity).judge(got -> judge(trial, quantity, got)));
    }
    return verdicts;
  }

  private static Verdict judge(Trial trial, String quantity, Tensor got) {
    Verdict hard = Comparison.compare(got, trial.standard().expected(quantity));
    if (hard.status() != Status.PASSED || got.size() < LEAST_ELEMENTS) {
      return hard;
    }
    double ratio =
        rms(trial.standard(), quantity, got)
            / rms(trial.standard(), quantity, trial.standard().sequential(quantity));
    if (ratio > ALLOWED_RATIO && Double.isFinite(ratio)) {
      return Verdict.failed(
          hard.agreement().orElseThrow(),
          String.format(
              Locale.ROOT,
              "less precise than %s: the RMS error is %.3g times that of a plain sequential"
                  + " evaluation, allowed %.0f times",
              trial.dtype(),
              ratio,
              ALLOWED_RATIO));
    }
    return hard;
  }

  /**
   * The root mean square of the errors, each in units of its budget; exact elements do not count.
   */
  private static double rms(Standard standard, String quantity, Tensor got) {
    double[] budget = standard.budget(quantity);
    double squares = 0;
    for (int i = 0; i < budget.length; i++) {
      DD truth = standard.truth(quantity).at(i);
      double error = Math.abs(got.at(i) - truth.hi() - truth.lo());
      if (budget[i] > 0 && Double.isFinite(error)) {
        squares += error / budget[i] * (error / budget[i]);
      }
    }
    return Math.sqrt(squares / budget.length);
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return Optional.empty();
  }
}
