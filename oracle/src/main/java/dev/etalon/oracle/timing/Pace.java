package dev.etalon.oracle.timing;

/**
 * How much time a race may take.
 *
 * @param rounds how often each contestant is measured
 * @param roundSeconds how long a measurement lasts at least; what is shorter is repeated
 * @param warmUpSeconds after how long a contestant counts as warm even if it is not steady
 * @param steadiness the relative spread of the last measurements of a contestant that is warm
 */
public record Pace(int rounds, double roundSeconds, double warmUpSeconds, double steadiness) {
  /** For claims. */
  public static final Pace THOROUGH = new Pace(15, 0.05, 2, 0.05);

  /** For orientation: a few milliseconds a case. */
  public static final Pace BRIEF = new Pace(5, 0.0001, 0.001, 0.2);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no round or a time is negative
   */
  public Pace {
    if (rounds < 1) {
      throw new IllegalArgumentException("%d rounds; at least 1 is needed".formatted(rounds));
    }
    if (!(roundSeconds >= 0 && warmUpSeconds >= 0 && steadiness >= 0)) {
      throw new IllegalArgumentException("a negative time: " + roundSeconds + ", " + warmUpSeconds);
    }
  }

  public Pace withRounds(int count) {
    return new Pace(count, roundSeconds, warmUpSeconds, steadiness);
  }
}
