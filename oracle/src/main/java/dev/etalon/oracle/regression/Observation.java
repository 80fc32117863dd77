package dev.etalon.oracle.regression;

import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a judge said of one quantity, and the bits it said it of.
 *
 * @param operator the operator's name
 * @param caseId the case, {@code operator/name}
 * @param dtype the precision, as {@code float32}
 * @param quantity {@code forward} or {@code grad:operand}
 * @param judge who judged
 * @param status the kind of verdict
 * @param explanation the verdict in a sentence
 * @param budgetUse the largest ratio of difference to budget; null where nothing was measured
 * @param maxUlp the largest difference in ulps; null where it is not known
 * @param rmsUlp the root mean square of the differences in ulps; null where it is not known
 * @param elements how many elements were compared
 * @param fingerprint of the result's bits; null if there was no result
 */
public record Observation(
    String operator,
    String caseId,
    String dtype,
    String quantity,
    String judge,
    Status status,
    String explanation,
    @Nullable Double budgetUse,
    @Nullable Double maxUlp,
    @Nullable Double rmsUlp,
    int elements,
    @Nullable String fingerprint) {
  static Observation of(Judgement judgement, @Nullable String fingerprint) {
    @Nullable Agreement agreement = judgement.verdict().agreement().orElse(null);
    return new Observation(
        judgement.operator(),
        judgement.caseId(),
        judgement.dtype().label(),
        judgement.quantity(),
        judgement.judge(),
        judgement.verdict().status(),
        judgement.verdict().explanation(),
        agreement == null ? null : agreement.budgetUse(),
        agreement == null ? null : known(agreement.maxUlp()),
        agreement == null ? null : known(agreement.rmsUlp()),
        agreement == null ? 0 : agreement.elements(),
        fingerprint);
  }

  private static @Nullable Double known(double ulps) {
    return Double.isNaN(ulps) ? null : ulps;
  }

  /** What must be equal for two observations to be of the same thing. */
  String key() {
    return String.join(" ", caseId, dtype, quantity, judge);
  }

  /** What figures are summed over: all cases of an operator. */
  String group() {
    return String.join(" ", operator, quantity, dtype, judge);
  }
}
