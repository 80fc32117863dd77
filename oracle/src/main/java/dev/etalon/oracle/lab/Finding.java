package dev.etalon.oracle.lab;

import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.tensor.Tensor;
import java.util.Optional;

/**
 * What came of one quantity of one question.
 *
 * @param asked the question
 * @param quantity {@code forward}, {@code grad:input} …
 * @param status the kind of verdict; {@link LabStatus#PASSED}, or what is wrong
 * @param explanation what was found; empty if all is right
 * @param got the result, if there is one
 * @param standard the truth that it was held against: of the convention that it follows, or that it
 *     comes nearest to
 */
record Finding(
    Prepared asked,
    String quantity,
    LabStatus status,
    String explanation,
    Optional<Tensor> got,
    Optional<Standard> standard) {
  boolean isRight() {
    return status.isRight();
  }

  boolean isJudged() {
    return status != LabStatus.NOT_JUDGED;
  }
}
