package dev.etalon.reports.grade;

import dev.etalon.oracle.lab.MethodVerdict;
import java.util.List;

/**
 * A solution with its verdicts.
 *
 * @param student whose it is
 * @param file the solution, relative to the class's folder; empty if there is none
 * @param fingerprint of all that the verdicts depend on
 * @param verdicts one for each method; none if there is no solution
 * @param printed what it printed, shortened
 */
public record Graded(
    String student, String file, String fingerprint, List<MethodVerdict> verdicts, String printed) {
  public Graded {
    verdicts = List.copyOf(verdicts);
  }

  /** The number of methods that are right. */
  public long right() {
    return verdicts.stream().filter(verdict -> verdict.status().isRight()).count();
  }
}
