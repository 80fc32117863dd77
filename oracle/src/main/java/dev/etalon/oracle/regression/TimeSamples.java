package dev.etalon.oracle.regression;

import java.util.List;

/**
 * How long one quantity took, once in each of several processes.
 *
 * @param operator the operator's name
 * @param caseId the case
 * @param dtype the precision
 * @param quantity {@code forward} or {@code vjp}
 * @param relative for each process, the time in units of a yardstick that was timed in turn with it
 * @param seconds the median of the times themselves
 */
public record TimeSamples(
    String operator,
    String caseId,
    String dtype,
    String quantity,
    List<Double> relative,
    double seconds) {
  public TimeSamples {
    relative = List.copyOf(relative);
  }

  String key() {
    return String.join(" ", caseId, dtype, quantity);
  }

  double[] toArray() {
    return relative.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
