package dev.etalon.oracle.verdict;

import java.util.Optional;

/**
 * What a judge says of one quantity.
 *
 * @param status the kind of verdict
 * @param explanation one sentence: the disagreement, or the reason why there is no measurement
 * @param agreement the figures, where something was measured
 */
public record Verdict(Status status, String explanation, Optional<Agreement> agreement) {
  public static Verdict passed(Agreement agreement, String explanation) {
    return new Verdict(Status.PASSED, explanation, Optional.of(agreement));
  }

  public static Verdict failed(Agreement agreement, String explanation) {
    return new Verdict(Status.FAILED, explanation, Optional.of(agreement));
  }

  /** A failure without figures: a wrong shape, a missing gradient. */
  public static Verdict failed(String explanation) {
    return new Verdict(Status.FAILED, explanation, Optional.empty());
  }

  public static Verdict mistrusted(String reason) {
    return new Verdict(Status.MISTRUSTED, reason, Optional.empty());
  }

  /** A measurement that agrees and still is no evidence. */
  public static Verdict mistrusted(Agreement agreement, String reason) {
    return new Verdict(Status.MISTRUSTED, reason, Optional.of(agreement));
  }

  public static Verdict notDifferentiable(String reason) {
    return new Verdict(Status.NOT_DIFFERENTIABLE, reason, Optional.empty());
  }

  public static Verdict skipped(String reason) {
    return new Verdict(Status.SKIPPED, reason, Optional.empty());
  }

  public static Verdict notImplemented(String reason) {
    return new Verdict(Status.NOT_IMPLEMENTED, reason, Optional.empty());
  }

  public static Verdict crashed(String reason) {
    return new Verdict(Status.CRASHED, reason, Optional.empty());
  }
}
