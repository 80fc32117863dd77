package dev.etalon.oracle.verdict;

/** The kinds of verdict, the gravest first. */
public enum Status {
  /** The implementation threw, or its engine died. */
  CRASHED,
  /** A disagreement beyond the budget. */
  FAILED,
  /** The implementation says that it does not offer this. */
  NOT_IMPLEMENTED,
  /** The check ran but is no evidence: nothing but zeros, or an error interval above the signal. */
  MISTRUSTED,
  /** The function has a kink here; there is no derivative to compare. */
  NOT_DIFFERENTIABLE,
  /** The check did not run, for a stated reason. */
  SKIPPED,
  /** Agreement within the budget. */
  PASSED;

  /** Whether this is a disagreement, which makes a verification fail. */
  public boolean isDisagreement() {
    return this == CRASHED || this == FAILED;
  }
}
