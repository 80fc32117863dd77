package dev.etalon.reports.model;

import dev.etalon.oracle.verdict.Status;
import java.util.Map;

/**
 * The verdict and its counts.
 *
 * @param outcome what it comes to
 * @param verdict the same in a sentence
 * @param interrupted whether the verification was stopped before its end, so that this is a part
 * @param operators how many operators have a verdict
 * @param cases how many cases have one
 * @param verdicts how many verdicts there are
 * @param counts how many of each status
 * @param mutants how many wrong implementations were tried, counted once per dtype
 * @param mutantsKilled how many of them were rejected
 * @param gaps how many cells of the coverage have neither a measurement nor a reason
 */
public record Summary(
    Outcome outcome,
    String verdict,
    boolean interrupted,
    int operators,
    int cases,
    int verdicts,
    Map<Status, Integer> counts,
    int mutants,
    int mutantsKilled,
    int gaps) {
  /** How many verdicts have this status. */
  public int count(Status status) {
    return counts.getOrDefault(status, 0);
  }
}
