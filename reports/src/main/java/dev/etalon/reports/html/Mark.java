package dev.etalon.reports.html;

import dev.etalon.oracle.verdict.Status;
import java.util.Comparator;

/**
 * How a status is shown: never by colour alone.
 *
 * @param symbol one character
 * @param label what is said in its place
 * @param tone the style class: {@code good}, {@code bad}, {@code warn} or {@code mute}
 */
public record Mark(String symbol, String label, String tone) {
  /**
   * In which order statuses are read: disagreement, agreement, what is neither; the gravest first.
   */
  static final Comparator<Status> READING =
      Comparator.<Status>comparingInt(
              status -> status.isDisagreement() ? 0 : status == Status.PASSED ? 1 : 2)
          .thenComparing(Comparator.naturalOrder());

  /** What is said of several. */
  public String plural() {
    return label.replaceFirst("agrees$", "agree");
  }

  public static Mark of(Status status) {
    return switch (status) {
      case PASSED -> new Mark("✓", "agrees", "good");
      case FAILED -> new Mark("✗", "disagrees", "bad");
      case CRASHED -> new Mark("‼", "crashed", "bad");
      case NOT_IMPLEMENTED -> new Mark("∅", "not implemented", "warn");
      case MISTRUSTED -> new Mark("!", "mistrusted", "warn");
      case NOT_DIFFERENTIABLE -> new Mark("≁", "not differentiable", "mute");
      case SKIPPED -> new Mark("–", "skipped", "mute");
    };
  }
}
