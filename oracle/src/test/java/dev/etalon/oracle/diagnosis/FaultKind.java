package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.mutant.Mutant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which sentences about a result's structure are true of which faults: the sentence has to tell
 * what was done to the result, not only where it is wrong.
 */
enum FaultKind {
  SIGN("sign|subtraction-swapped|negation-forgotten", "the sign is wrong"),
  SCALED(
      "doubled|times-first-extent|over-first-extent|division-forgotten|division-multiplies"
          + "|logarithm-to-base-two|missing-mean",
      "it is twice|it is half|times too (large|small)|times what it should be"),
  SHIFTED("shifted", "it is shifted by"),
  REVERSED("reversed", "it is flipped along"),
  TRANSPOSED("transposed", "the last two axes are transposed"),
  UNWRITTEN(
      "last-row-unwritten|only-first-of-batch|last-channel-unwritten|never-computed",
      "never (computed|written)"),
  ONE_ELEMENT("one-element-off", "a single element is wrong"),
  DIGITS(
      "sum-in-lower-precision|products-in-lower-precision|expm1-cancels|log1p-cancels",
      "digits are lost"),
  OVERFLOW("shift-forgotten|tanh-overflows|naive", "something overflows"),
  NAN("nan-loses", "a NaN is lost");

  private final Pattern fault;
  private final Pattern sentence;

  FaultKind(String faults, String sentence) {
    this.fault =
        Pattern.compile("[a-z0-9_]+/(" + faults + ")(-(value|grad-.*|in-forward|in-vjp))?");
    this.sentence = Pattern.compile(sentence);
  }

  /** Whether a sentence tells what a mutant does. */
  static boolean isTold(Mutant mutant, String sentence) {
    return List.of(values()).stream()
        .filter(kind -> kind.fault.matcher(mutant.name()).matches())
        .anyMatch(kind -> kind.sentence.matcher(sentence).find());
  }
}
