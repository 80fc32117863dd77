package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Inputs;
import java.util.OptionalInt;

/** In what form the right answers of a classification are given. */
public sealed interface Target {
  /**
   * Class labels 0 … C−1.
   *
   * @param ignoreIndex the label of examples that take no part; it need not be a class
   */
  record Classes(int ignoreIndex) implements Target {
    /** PyTorch's default, which is no class. */
    public static final int DEFAULT_IGNORE_INDEX = -100;

    public Classes() {
      this(DEFAULT_IGNORE_INDEX);
    }

    /** The labels that a definition reads. */
    <T> ClassTargets<T> read(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      return new ClassTargets<>(arithmetic, inputs, OptionalInt.of(ignoreIndex));
    }
  }

  /** A probability for each class: soft targets. */
  record Probabilities() implements Target {}
}
