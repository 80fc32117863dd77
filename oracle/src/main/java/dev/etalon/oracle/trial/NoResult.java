package dev.etalon.oracle.trial;

import dev.etalon.oracle.verdict.Verdict;

/**
 * Thrown by an implementation that knows better than a stack trace why it has no result: its engine
 * is missing, refused the request, or died.
 */
public final class NoResult extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Verdict verdict;

  public NoResult(Verdict verdict) {
    super(verdict.explanation(), null, false, false);
    this.verdict = verdict;
  }

  /** What stands in the place of a result. */
  public Verdict verdict() {
    return verdict;
  }
}
