package dev.etalon.oracle.lab;

import dev.etalon.fixtures.lab.LabQuestion.Convention;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a course lets pass where there is more than one answer.
 *
 * @param accepted the conventions that count as right
 * @param overflow what a loss that overflows at logits of ±1000 is
 * @param mutation what a method that writes into its input is
 */
public record Policies(Set<Convention> accepted, Severity overflow, Severity mutation) {
  /** How grave something is. */
  public enum Severity {
    /** It is not mentioned. */
    IGNORE,
    /** It is mentioned and costs nothing. */
    WARN,
    /** It makes the method wrong. */
    FAIL
  }

  /** Every convention; overflow and mutation are warnings, since most real solutions have them. */
  public static final Policies DEFAULT =
      new Policies(EnumSet.allOf(Convention.class), Severity.WARN, Severity.WARN);

  public Policies {
    accepted = Set.copyOf(accepted);
  }

  /** The same without some conventions. */
  public Policies without(Set<Convention> refused) {
    EnumSet<Convention> rest = EnumSet.copyOf(accepted);
    rest.removeAll(refused);
    return new Policies(rest, overflow, mutation);
  }

  /** The same with another view of overflow. */
  public Policies overflow(Severity severity) {
    return new Policies(accepted, severity, mutation);
  }

  /** The same with another view of mutation. */
  public Policies mutation(Severity severity) {
    return new Policies(accepted, overflow, severity);
  }
}
