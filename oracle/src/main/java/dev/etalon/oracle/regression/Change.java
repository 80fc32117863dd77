package dev.etalon.oracle.regression;

/**
 * One difference between two snapshots.
 *
 * @param kind what kind of change it is
 * @param subject what changed: case, precision, quantity
 * @param sentence from what to what, with its figures
 */
public record Change(Kind kind, String subject, String sentence) {
  /** The kinds of change, the gravest first. */
  public enum Kind {
    /** It agreed and no longer does. */
    BROKEN("broken", true),
    /** There was evidence and no longer is: not asked, skipped, mistrusted. */
    EVIDENCE_LOST("evidence lost", true),
    /** Its errors have grown beyond what another order of summation does. */
    LESS_PRECISE("less precise", true),
    /** It takes longer. */
    SLOWER("slower", true),
    /** It did not agree and now does. */
    REPAIRED("repaired", false),
    /** Its errors have shrunk. */
    MORE_PRECISE("more precise", false),
    /** It takes less time. */
    FASTER("faster", false),
    /** It was not asked before. */
    ADDED("added", false),
    /** The same verdict of other bits. */
    OTHER_BITS("other bits", false);

    private final String label;
    private final boolean regression;

    Kind(String label, boolean regression) {
      this.label = label;
      this.regression = regression;
    }

    /** Its name for people. */
    public String label() {
      return label;
    }

    /** Whether it is a change for the worse. */
    public boolean isRegression() {
      return regression;
    }
  }
}
