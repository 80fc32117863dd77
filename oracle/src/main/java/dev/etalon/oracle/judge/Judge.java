package dev.etalon.oracle.judge;

import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import java.util.Map;
import java.util.Optional;

/** Someone who can say whether a result is right. */
public interface Judge {
  /** The name in the report and on the command line. */
  String name();

  /** What it does, in a sentence. */
  String method();

  /** A verdict for every quantity of the trial that it can judge, by quantity. */
  Map<String, Verdict> judge(Trial trial);

  /**
   * Why this judge never says anything of a quantity of this trial, if so: the reason for a gap in
   * the coverage.
   */
  Optional<String> silence(Trial trial, String quantity);
}
