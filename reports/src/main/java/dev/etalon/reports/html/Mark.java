package dev.etalon.reports.html;

import dev.etalon.oracle.verdict.Status;

/**
 * How a status is shown: never by colour alone.
 *
 * @param symbol one character
 * @param label what is said in its place
 * @param tone the style class: {@code good}, {@code bad}, {@code warn} or {@code mute}
 */
public record Mark(String symbol, String label, String tone) {
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
