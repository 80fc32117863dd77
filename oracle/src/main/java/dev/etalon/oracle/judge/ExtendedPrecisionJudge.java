package dev.etalon.oracle.judge;

import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compares with the truth: the forward definition in 106 bits, and its reverse-mode gradient. */
public final class ExtendedPrecisionJudge implements Judge {
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
              .judge(got -> Comparison.compare(got, trial.standard().expected(quantity))));
    }
    return verdicts;
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return Optional.empty();
  }
}
