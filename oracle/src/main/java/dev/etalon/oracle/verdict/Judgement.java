package dev.etalon.oracle.verdict;

import dev.etalon.reference.tensor.DType;

/**
 * One row of the report: who judged what, and how.
 *
 * @param operator the operator's name
 * @param caseId the case, {@code operator/name}
 * @param dtype the precision in which the implementation computed
 * @param implementation who is judged
 * @param judge who judges
 * @param quantity {@code forward} or {@code grad:operand}
 * @param verdict the outcome
 * @param seconds what the judge took
 * @param seed the seed from which the case was drawn
 * @param reproduce the command that repeats this judgement alone
 */
public record Judgement(
    String operator,
    String caseId,
    DType dtype,
    String implementation,
    String judge,
    String quantity,
    Verdict verdict,
    double seconds,
    long seed,
    String reproduce) {
  /** A verdict on an implementation that {@code etalon verify} knows. */
  public Judgement(
      String operator,
      String caseId,
      DType dtype,
      String implementation,
      String judge,
      String quantity,
      Verdict verdict,
      double seconds,
      long seed) {
    this(
        operator,
        caseId,
        dtype,
        implementation,
        judge,
        quantity,
        verdict,
        seconds,
        seed,
        "etalon verify --case '%s' --dtype %s --judge %s --seed %d"
            .formatted(caseId, dtype, judge, seed));
  }

  /** The same verdict, repeated by another command. */
  public Judgement reproducedBy(String command) {
    return new Judgement(
        operator, caseId, dtype, implementation, judge, quantity, verdict, seconds, seed, command);
  }
}
