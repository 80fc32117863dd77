package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;

/**
 * {@code relu}.
 *
 * @param slopeAtZero the convention ReLU′(0): 0 as in every framework, or 1
 */
@Definition(
    summary = "The rectified linear unit: the positive part of each element.",
    equation = "y = max(0, x)",
    vjp = "x̄ = ȳ where x > 0, ȳ·ReLU′(0) where x = 0, else 0",
    shapes = "input (…) → (…)",
    specialCases = {
      "not differentiable at 0; there the gradient is the slope from the left, 0 (the default), or "
          + "from the right, 1, by convention",
      "NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: zglobnica (rectified linear unit)")
public record Relu(int slopeAtZero) implements Activation {
  /**
   * @throws ConstraintViolation if the slope at 0 is neither 0 nor 1
   */
  public Relu {
    ConstraintViolation.require(
        slopeAtZero == 0 || slopeAtZero == 1,
        () ->
            "relu has the slope %d at 0; allowed are the slopes of its two sides, 0 and 1"
                .formatted(slopeAtZero));
  }

  /** The usual convention, ReLU′(0) = 0. */
  public Relu() {
    this(0);
  }

  @Override
  public String name() {
    return "relu";
  }

  /** Of equal numbers the first is the maximum, and decides the slope. */
  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    T zero = arithmetic.zero();
    return slopeAtZero == 0 ? arithmetic.max(zero, x) : arithmetic.max(x, zero);
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    int side = arithmetic.compare(x, arithmetic.zero());
    return arithmetic.constant(side > 0 ? 1 : side == 0 ? slopeAtZero : 0);
  }
}
