package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.pytorch.PyTorchJudge;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;

/**
 * Whose side the truth is on when a judge rejects a result: extended precision tells a wrong result
 * from a wrong judge, and a wrong gradient from a right one that was held against a wrong value.
 */
final class Triangulation {
  private Triangulation() {}

  /** The rejection, with a clause on what extended precision says of it. */
  static Verdict of(Trial trial, String quantity, Judge judge, Verdict rejection) {
    // the truth needs no second opinion, and PyTorch's judge gives its own on both sides
    if (judge instanceof ExtendedPrecisionJudge || judge instanceof PyTorchJudge) {
      return rejection;
    }
    return new Verdict(
        rejection.status(),
        rejection.explanation() + "; " + side(trial, quantity),
        rejection.agreement());
  }

  private static String side(Trial trial, String quantity) {
    if (!isRight(trial, quantity)) {
      return "extended precision confirms that it is wrong";
    }
    boolean heldAgainstAWrongValue =
        !quantity.equals(Case.FORWARD) && !isRight(trial, Case.FORWARD);
    return heldAgainstAWrongValue
        ? "by extended precision the gradient is right and the forward value is wrong"
        : "extended precision sides with the result, against this judge";
  }

  /** Whether a result is there and within its budget of the truth. */
  static boolean isRight(Trial trial, String quantity) {
    return trial.result(quantity) instanceof Outcome.Computed<Tensor> computed
        && Comparison.compare(computed.value(), trial.standard().expected(quantity)).status()
            != Status.FAILED;
  }
}
