package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tries a wrong implementation before every judge, case after case, until the judge rejects it. */
final class MutantTrials {
  private final List<Judge> judges;

  MutantTrials(List<Judge> judges) {
    this.judges = judges;
  }

  MutantResult tryOn(
      Mutant mutant, DType dtype, List<Recipe> recipes, Function<Recipe, Standard> standardOf) {
    List<Trial> trials = new ArrayList<>();
    List<String> killers = new ArrayList<>();
    String evidence = "";
    for (Judge judge : judges) {
      for (int i = 0; i < recipes.size(); i++) {
        if (i == trials.size()) {
          trials.add(new Trial(standardOf.apply(recipes.get(i)), mutant.implementation()));
        }
        String rejection = rejection(judge, trials.get(i));
        if (!rejection.isEmpty()) {
          killers.add(judge.name());
          evidence = evidence.isEmpty() ? rejection : evidence;
          break;
        }
      }
    }
    return new MutantResult(
        mutant.name(),
        mutant.operator(),
        mutant.mistake(),
        dtype,
        killers,
        evidence.isEmpty() ? "no judge rejected it on any case" : evidence);
  }

  /** Why a judge rejects a trial; empty if it does not. */
  private static String rejection(Judge judge, Trial trial) {
    for (Map.Entry<String, Verdict> verdict : Guarded.judge(judge, trial).entrySet()) {
      if (verdict.getValue().status().isDisagreement()) {
        return "%s of %s: %s"
            .formatted(verdict.getKey(), trial.exam().id(), verdict.getValue().explanation());
      }
    }
    return "";
  }
}
