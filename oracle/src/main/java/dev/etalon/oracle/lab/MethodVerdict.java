package dev.etalon.oracle.lab;

import java.util.Optional;

/**
 * What is said of one method of a solution.
 *
 * @param layer the layer or function
 * @param quantity {@code forward}, {@code grad:input} …
 * @param method the method as its author knows it
 * @param status the kind of verdict
 * @param explanation what was found, in a sentence: the first wrong index, expected and got
 * @param mistake the likely mistake in words; empty if there is none to name
 * @param question the smallest question that shows it; empty if all is right
 * @param snippet lines of Python that show it; empty if there is nothing to show
 */
public record MethodVerdict(
    String layer,
    String quantity,
    String method,
    LabStatus status,
    String explanation,
    String mistake,
    String question,
    String snippet) {
  static MethodVerdict right(String layer, String quantity, String method, String explanation) {
    return new MethodVerdict(layer, quantity, method, LabStatus.PASSED, explanation, "", "", "");
  }

  /** The mistake, if one is named. */
  public Optional<String> namedMistake() {
    return mistake.isEmpty() ? Optional.empty() : Optional.of(mistake);
  }
}
