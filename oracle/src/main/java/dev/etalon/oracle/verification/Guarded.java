package dev.etalon.oracle.verification;

import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** Judges that run foreign code again (differences, identities) meet whatever it throws. */
final class Guarded {
  private Guarded() {}

  /** The judge's verdicts; if the trial's implementation breaks it, a verdict on that. */
  static Map<String, Verdict> judge(Judge judge, Trial trial) {
    try {
      return judge.judge(trial);
    } catch (RuntimeException | Error e) {
      Map<String, Verdict> crashed = new LinkedHashMap<>();
      for (String quantity : trial.exam().quantities()) {
        if (judge.silence(trial, quantity).isEmpty()) {
          crashed.put(quantity, Verdict.crashed("%s met %s".formatted(judge.name(), e)));
        }
      }
      return crashed;
    }
  }
}
