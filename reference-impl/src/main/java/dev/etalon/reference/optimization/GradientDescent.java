package dev.etalon.reference.optimization;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.NdArray;

/**
 * Gradient descent (gradijentni spust): θ′ = θ − δ·∇L(θ).
 *
 * @param step the step δ, positive
 */
public record GradientDescent(double step) {
  public GradientDescent {
    ConstraintViolation.require(
        step > 0 && Double.isFinite(step),
        () -> "the step is %s; it must be positive and finite".formatted(step));
  }

  /** One step from a parameter against its gradient. */
  public <T> NdArray<T> step(Arithmetic<T> arithmetic, NdArray<T> parameter, NdArray<T> gradient) {
    return NdArray.generateFlat(
        parameter.shape(),
        i ->
            arithmetic.subtract(
                parameter.at(i), arithmetic.multiply(arithmetic.constant(step), gradient.at(i))));
  }
}
