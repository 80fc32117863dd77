package dev.etalon.oracle.judge;

import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compares with the numbers of the lectures' worked examples. */
public final class LectureJudge implements Judge {
  public static final String NAME = "lecture";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String method() {
    return "the numbers of the lectures' worked examples";
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    trial
        .exam()
        .expectations()
        .forEach(
            (quantity, value) ->
                verdicts.put(
                    quantity,
                    trial
                        .result(quantity)
                        .judge(got -> Comparison.compare(got, expected(trial, quantity, value)))));
    return verdicts;
  }

  /** The lectures' number is itself a double: it adds half an ulp to the budget unless exact. */
  private static Expected expected(Trial trial, String quantity, Tensor value) {
    double[] budget = trial.standard().budget(quantity);
    for (int i = 0; i < budget.length; i++) {
      if (value.at(i) != Math.rint(value.at(i))) {
        budget[i] += Math.ulp(value.at(i)) / 2;
      }
    }
    return Expected.of(value, budget, trial.standard().formula(1) + " + ½ ulp of the number");
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return trial.exam().expectations().containsKey(quantity)
        ? Optional.empty()
        : Optional.of("not among the numbers of the lectures");
  }
}
