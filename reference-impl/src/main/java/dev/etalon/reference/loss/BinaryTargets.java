package dev.etalon.reference.loss;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Inputs;

/** The labels 0 and 1 of two classes. */
final class BinaryTargets {
  private BinaryTargets() {}

  /**
   * Whether example n is of class 1.
   *
   * @throws ConstraintViolation if its label is neither 0 nor 1
   */
  static boolean isPositive(Inputs<?> inputs, int n) {
    int label = inputs.index("target").at(n);
    ConstraintViolation.require(
        label == 0 || label == 1,
        () ->
            "target %d of example %d is not a class of two; allowed are 0 and 1, where others write −1 and 1"
                .formatted(label, n));
    return label == 1;
  }
}
