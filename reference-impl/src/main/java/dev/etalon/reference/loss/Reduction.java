package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What a loss does with the losses of its single elements or examples. */
public enum Reduction {
  /** Each is an output of its own. */
  NONE,
  /** The output is their sum over a divisor: their number, or their total weight. */
  MEAN,
  /** The output is their sum. */
  SUM;

  /**
   * The shape of the output.
   *
   * @param operator the loss, for the message
   * @param losses the shape of the single losses
   * @throws ConstraintViolation if there is nothing to take the mean of
   */
  Shape outputShape(String operator, Shape losses) {
    ConstraintViolation.require(
        this != MEAN || losses.size() > 0,
        () ->
            "%s has no elements to take the mean of, its losses have shape %s; the sum is defined"
                .formatted(operator, losses));
    return this == NONE ? losses : Shape.scalar();
  }

  /** The reduced losses, where the mean is over their number. */
  <T> NdArray<T> reduce(Arithmetic<T> arithmetic, NdArray<T> losses) {
    return reduce(arithmetic, losses, arithmetic.constant(losses.size()));
  }

  /** The reduced losses, where the mean is over a divisor. */
  <T> NdArray<T> reduce(Arithmetic<T> arithmetic, NdArray<T> losses, T divisor) {
    if (this == NONE) {
      return losses;
    }
    List<T> terms = new ArrayList<>(losses.size());
    for (int i = 0; i < losses.size(); i++) {
      terms.add(losses.at(i));
    }
    T sum = arithmetic.sum(terms);
    return NdArray.scalar(this == MEAN ? arithmetic.divide(sum, divisor) : sum);
  }

  /** The gradient that reaches each single loss, where the mean is over their number. */
  <T> NdArray<T> upstream(Arithmetic<T> arithmetic, NdArray<T> cotangent, Shape losses) {
    return upstream(arithmetic, cotangent, losses, arithmetic.constant(losses.size()));
  }

  /** The gradient that reaches each single loss, where the mean is over a divisor. */
  <T> NdArray<T> upstream(Arithmetic<T> arithmetic, NdArray<T> cotangent, Shape losses, T divisor) {
    if (this == NONE) {
      return cotangent;
    }
    T each = this == MEAN ? arithmetic.divide(cotangent.at(0), divisor) : cotangent.at(0);
    return NdArray.generateFlat(losses, i -> each);
  }
}
