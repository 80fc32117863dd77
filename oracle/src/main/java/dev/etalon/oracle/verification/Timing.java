package dev.etalon.oracle.verification;

import dev.etalon.reference.tensor.DType;

/**
 * How long one quantity of a case took two implementations, each a median of several runs after
 * warm-up.
 *
 * @param operator the operator's name
 * @param caseId the case
 * @param quantity {@code forward} or {@code forward+vjp}
 * @param dtype the precision
 * @param subject whose time is of interest
 * @param baseline what it is compared with
 * @param subjectSeconds the subject's median
 * @param baselineSeconds the baseline's median
 */
public record Timing(
    String operator,
    String caseId,
    String quantity,
    DType dtype,
    String subject,
    String baseline,
    double subjectSeconds,
    double baselineSeconds) {
  /** Baseline time / subject time: above 1 the subject is faster. */
  public double ratio() {
    return baselineSeconds / subjectSeconds;
  }
}
