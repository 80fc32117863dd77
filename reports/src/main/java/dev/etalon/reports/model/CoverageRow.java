package dev.etalon.reports.model;

import dev.etalon.oracle.verification.Coverage;

/**
 * One cell of the matrix operator × quantity × judge.
 *
 * @param operator the operator's name
 * @param quantity {@code forward} or {@code grad:operand}
 * @param oracle the judge
 * @param judged the number of verdicts that rest on a measurement
 * @param reason why there are none, if so; empty for a gap
 */
public record CoverageRow(
    String operator, String quantity, String oracle, int judged, String reason) {
  static CoverageRow of(Coverage coverage) {
    return new CoverageRow(
        coverage.operator(),
        coverage.quantity(),
        coverage.judge(),
        coverage.judged(),
        coverage.reason());
  }

  /** A cell with neither a measurement nor a reason. */
  public boolean gap() {
    return judged == 0 && reason.isEmpty();
  }
}
