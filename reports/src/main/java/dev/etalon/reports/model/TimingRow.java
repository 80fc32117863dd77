package dev.etalon.reports.model;

import dev.etalon.oracle.timing.Timing;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How long one quantity of a case took two implementations, in one race. The intervals are those of
 * 95 % confidence by the bootstrap.
 *
 * @param name the case's id and the quantity
 * @param operator the operator's name
 * @param quantity {@code forward}, {@code grad:operand}, or {@code vjp} for all gradients
 * @param dtype the precision
 * @param subject whose time is of interest
 * @param baseline what it is compared with
 * @param subjectSeconds the subject's median
 * @param subjectLow its interval's lower end
 * @param subjectHigh its interval's upper end
 * @param baselineSeconds the baseline's median
 * @param baselineLow its interval's lower end
 * @param baselineHigh its interval's upper end
 * @param ratio baseline / subject: above 1 the subject is faster
 * @param ratioLow its interval's lower end
 * @param ratioHigh its interval's upper end
 * @param flops the operations of the multiply–adds, 2 each; 0 if the operator has none
 * @param bytes what is read and written at least
 * @param gflops the subject's multiply–adds, 2 operations each, in 10⁹ a second; null if it has
 *     none
 * @param gbytes what the subject reads and writes at least, in 10⁹ bytes a second
 * @param peakShare the subject's share of the machine's peak; null where that was not measured
 * @param steady whether both were steady after warming up
 */
public record TimingRow(
    String name,
    String operator,
    String quantity,
    String dtype,
    String subject,
    String baseline,
    double subjectSeconds,
    double subjectLow,
    double subjectHigh,
    double baselineSeconds,
    double baselineLow,
    double baselineHigh,
    double ratio,
    double ratioLow,
    double ratioHigh,
    double flops,
    double bytes,
    @Nullable Double gflops,
    double gbytes,
    @Nullable Double peakShare,
    boolean steady) {
  static TimingRow of(Timing timing) {
    return new TimingRow(
        timing.caseId() + " " + timing.quantity(),
        timing.operator(),
        timing.quantity(),
        timing.dtype().label(),
        timing.subject(),
        timing.baseline(),
        timing.subjectSeconds().value(),
        timing.subjectSeconds().low(),
        timing.subjectSeconds().high(),
        timing.baselineSeconds().value(),
        timing.baselineSeconds().low(),
        timing.baselineSeconds().high(),
        timing.ratio().value(),
        timing.ratio().low(),
        timing.ratio().high(),
        timing.work().flops(),
        timing.work().bytes(timing.dtype()),
        nullable(timing.gflops()),
        timing.gbytes(),
        nullable(timing.peakShare()),
        timing.steady());
  }

  private static @Nullable Double nullable(OptionalDouble figure) {
    return figure.isPresent() ? figure.getAsDouble() : null;
  }
}
