package dev.etalon.oracle.judge;

import dev.etalon.oracle.trial.ConstantData;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.core.DD;

/**
 * Compares with the truth: the forward definition in 106 bits, and its reverse-mode gradient. There
 * are two gates. The hard gate holds element by element: no error above its budget, which is
 * "wrong". The statistical gate holds for the tensor: the errors, each in units of its budget, must
 * not have a root mean square above {@value #ALLOWED_RATIO} times the greatest among {@value
 * Standard#PEERS} correct kernels, drawn with random orders of summation and errors of the
 * elementary functions, one for each argument; more is "less precise than its type". A second run
 * on the same inputs has to give the same bits: what was left by an earlier call is wrong the
 * second time, and what chance decides (the order of atomic additions) is no evidence of the next
 * run.
 *
 * <p>The chance of a false alarm is greatest where all elements share one error, such as the
 * exponential in a scalar loss: there it is P(|X| > 4·max |Yᵢ|) for 17 normal variables of one
 * variance, ∫ 2φ(x)·erf(x/(4√2))¹⁶ dx = 1.3·10⁻⁶. For n ≥ {@value #LEAST_ELEMENTS} independent
 * errors it is less than P(F(64, 64) > 4²), which is nothing, and even a kernel of twice its peers'
 * error stays below P(F(64, 64) > 2²) &lt; 10⁻⁷.
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
      verdicts.put(
          quantity,
          trial
              .result(quantity)
              .judge(
                  got ->
                      ConstantData.doubt(
                          trial.standard(),
                          quantity,
                          twice(trial, quantity, got, judge(trial, quantity, got)))));
    }
    return verdicts;
  }

  /** The verdict on the first run, if a second one on the same inputs gives the same bits. */
  private static Verdict twice(Trial trial, String quantity, Tensor got, Verdict first) {
    if (first.status().isDisagreement()) {
      return first;
    }
    return trial
        .again(quantity)
        .judge(
            second -> {
              if (second.equals(got)) {
                return first;
              }
              Verdict verdict = judge(trial, quantity, second);
              return verdict.status().isDisagreement()
                  ? new Verdict(
                      verdict.status(),
                      "a second run on the same inputs differs and is wrong: "
                          + verdict.explanation(),
                      verdict.agreement())
                  : new Verdict(
                      Status.MISTRUSTED,
                      "two runs on the same inputs differ: " + difference(got, second),
                      first.agreement());
            });
  }

  private static String difference(Tensor first, Tensor second) {
    int differing = 0;
    int at = -1;
    for (int i = 0; i < first.size(); i++) {
      if (Double.compare(first.at(i), second.at(i)) != 0) {
        differing++;
        at = at < 0 ? i : at;
      }
    }
    return "at %s %s and then %s, in %d of %d elements, within the budget each time"
        .formatted(
            Arrays.toString(first.shape().index(at)),
            first.at(at),
            second.at(at),
            differing,
            first.size());
  }

  private static Verdict judge(Trial trial, String quantity, Tensor got) {
    Verdict hard = Comparison.compare(got, trial.standard().expected(quantity));
    if (hard.status() != Status.PASSED || got.size() < LEAST_ELEMENTS) {
      return hard;
    }
    double usual =
        trial.standard().peers(quantity).stream()
            .mapToDouble(peer -> rms(trial.standard(), quantity, peer))
            .max()
            .orElseThrow();
    double ratio = rms(trial.standard(), quantity, got) / usual;
    if (ratio > ALLOWED_RATIO && Double.isFinite(ratio)) {
      return Verdict.failed(
          hard.agreement().orElseThrow(),
          String.format(
              Locale.ROOT,
              "less precise than %s: the RMS error is %.3g times the greatest of %d correct"
                  + " kernels, allowed %.0f times",
              trial.dtype(),
              ratio,
              Standard.PEERS,
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
