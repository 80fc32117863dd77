package dev.etalon.oracle.pytorch;

import dev.etalon.fixtures.Deviation;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.ConstantData;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compares with PyTorch in the same dtype, forward and autograd. Both sides may use their whole
 * budget; when they differ by more, the truth says which of them is wrong.
 */
public final class PyTorchJudge implements Judge {
  private final PyTorch torch;

  public PyTorchJudge(PyTorch torch) {
    this.torch = torch;
  }

  @Override
  public String name() {
    return torch.name();
  }

  @Override
  public String method() {
    return "PyTorch through DJL on %s, forward and autograd, in the same dtype"
        .formatted(torch.device());
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return AtenTable.absence(trial.exam().operator());
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    if (torch.claims(trial.exam().operator())) {
      Trial theirs = new Trial(trial.standard(), torch);
      for (String quantity : trial.exam().quantities()) {
        verdicts.put(quantity, explained(trial, quantity, judge(trial, theirs, quantity)));
      }
    }
    return verdicts;
  }

  private static Verdict judge(Trial trial, Trial theirs, String quantity) {
    Outcome<Tensor> outcome = theirs.result(quantity);
    if (outcome instanceof Outcome.Without<Tensor> without
        && without.verdict().status() == Status.FAILED) {
      return Verdict.failed("PyTorch: " + without.verdict().explanation());
    }
    return outcome.judge(
        reference ->
            trial
                .result(quantity)
                .judge(
                    got -> compare(trial.standard(), theirs.standard(), quantity, got, reference)));
  }

  /** Each side has the budget of its own algorithm and arithmetic. */
  private static Verdict compare(
      Standard standard, Standard theirStandard, String quantity, Tensor got, Tensor theirs) {
    double[] budget = standard.budget(quantity);
    double[] theirBudget = theirStandard.budget(quantity);
    Arrays.setAll(budget, i -> budget[i] + theirBudget[i]);
    Verdict verdict = Comparison.compare(got, Expected.of(theirs, budget, standard.formula(2)));
    return verdict.status() == Status.FAILED
        ? new Verdict(
            Status.FAILED,
            verdict.explanation() + "; " + sides(theirStandard, quantity, theirs),
            verdict.agreement())
        : ConstantData.doubt(standard, quantity, verdict);
  }

  /** The verdict on PyTorch, or on agreement with it, in the light of what is known of the case. */
  public static Verdict explained(Trial trial, String quantity, Verdict verdict) {
    return trial
        .exam()
        .deviation(quantity, trial.dtype())
        .map(known -> explained(known, verdict))
        .orElse(verdict);
  }

  /**
   * The verdict on PyTorch in a type of 16 bits, of which many kernels add to a result in memory
   * (overlapping windows, one image after the other): what fails the budget of float32 partial sums
   * and holds that of stored ones is less precise, and not wrong.
   */
  public static Verdict ofReducedPrecision(Trial trial, String quantity, Verdict verdict) {
    if (!trial.dtype().isReduced() || verdict.status() != Status.FAILED) {
      return verdict;
    }
    Expected stored = trial.standard().storingSums().expected(quantity);
    return trial
        .result(quantity)
        .judge(
            got -> {
              Verdict again = Comparison.compare(got, stored);
              return again.status() == Status.FAILED
                  ? verdict
                  : new Verdict(
                      Status.SKIPPED,
                      "PyTorch is less precise here than float32 partial sums allow, within the budget of partial sums stored in %s (a likely cause, inferred and not observed); %s"
                          .formatted(trial.dtype(), verdict.explanation()),
                      again.agreement());
            });
  }

  private static Verdict explained(Deviation known, Verdict verdict) {
    if (verdict.status().isDisagreement()) {
      return Verdict.skipped("PyTorch is known to differ here: " + known.explanation());
    }
    // what was not compared says nothing about the deviation
    return known.certain() && verdict.status() == Status.PASSED
        ? Verdict.failed("PyTorch no longer differs here as was noted: " + known.explanation())
        : verdict;
  }

  private static String sides(Standard standard, String quantity, Tensor theirs) {
    boolean torchIsRight =
        Comparison.compare(theirs, standard.expected(quantity)).status() != Status.FAILED;
    return torchIsRight
        ? "extended precision sides with PyTorch"
        : "extended precision says that PyTorch is wrong";
  }
}
