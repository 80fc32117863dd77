package dev.etalon.oracle.verification;

/**
 * One cell of the matrix operator × quantity × judge.
 *
 * @param operator the operator's name
 * @param quantity {@code forward} or {@code grad:operand}
 * @param judge the judge
 * @param judged the number of verdicts that rest on a measurement
 * @param reason why there are none, if so; empty for a gap without a reason, which is an error
 */
public record Coverage(String operator, String quantity, String judge, int judged, String reason) {
  /** A cell with neither a measurement nor a reason. */
  public boolean isGap() {
    return judged == 0 && reason.isEmpty();
  }
}
