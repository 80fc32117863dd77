package dev.etalon.reports.model;

import dev.etalon.oracle.verification.Timing;

/**
 * How long one quantity of a case took two implementations.
 *
 * @param name the case's id and the quantity
 * @param operator the operator's name
 * @param quantity {@code forward} or {@code forward+vjp}
 * @param dtype the precision
 * @param subject whose time is of interest
 * @param baseline what it is compared with
 * @param subjectSeconds the subject's median
 * @param baselineSeconds the baseline's median
 * @param ratio baseline / subject: above 1 the subject is faster
 */
public record TimingRow(
    String name,
    String operator,
    String quantity,
    String dtype,
    String subject,
    String baseline,
    double subjectSeconds,
    double baselineSeconds,
    double ratio) {
  static TimingRow of(Timing timing) {
    return new TimingRow(
        timing.caseId() + " " + timing.quantity(),
        timing.operator(),
        timing.quantity(),
        timing.dtype().label(),
        timing.subject(),
        timing.baseline(),
        timing.subjectSeconds(),
        timing.baselineSeconds(),
        timing.ratio());
  }
}
