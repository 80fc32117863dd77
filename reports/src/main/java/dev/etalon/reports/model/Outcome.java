package dev.etalon.reports.model;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Findings;

/** What a verification comes to, in one word. */
public enum Outcome {
  /** Every verdict agrees, every wrong implementation was rejected, nothing was left out. */
  AGREEMENT,
  /** An operator disagrees, a wrong implementation survived, or a cell has no explanation. */
  DISAGREEMENT,
  /** Nothing disagrees, but an engine that was asked for could not be used. */
  UNAVAILABLE,
  /** Stopped before its end; nothing disagreed until then. */
  INTERRUPTED,
  /** Nothing was measured, so nothing is known. */
  NO_EVIDENCE;

  /**
   * A part cannot be blamed for what it has not reached: mutants and gaps count at the end only.
   */
  static Outcome of(Findings findings) {
    if (!findings.disagreements().isEmpty() || !findings.contradictions().isEmpty()) {
      return DISAGREEMENT;
    }
    if (findings.interrupted()) {
      return INTERRUPTED;
    }
    if (!findings.allAgree()) {
      return DISAGREEMENT;
    }
    if (!findings.unavailable().isEmpty()) {
      return UNAVAILABLE;
    }
    boolean evidence =
        findings.judgements().stream()
            .anyMatch(judgement -> judgement.verdict().status() == Status.PASSED);
    return evidence ? AGREEMENT : NO_EVIDENCE;
  }
}
