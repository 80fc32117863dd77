package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/**
 * {@code leaky_relu}.
 *
 * @param negativeSlope the slope α left of 0; PyTorch's default is 0.01
 */
@Definition(
    summary = "A rectified linear unit that lets a part of a negative element through.",
    equation = "y = max(0, x) + α·min(0, x)",
    vjp = "x̄ = ȳ where x > 0, else α·ȳ",
    shapes = "input (…) → (…)",
    specialCases = {
      "not differentiable at 0 unless α = 1; there the slope is α by convention",
      "NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: zglobnica kao aktivacijska funkcija (leaky ReLU)")
public record LeakyRelu(double negativeSlope) implements Activation {
  @Override
  public String name() {
    return "leaky_relu";
  }

  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    return arithmetic.compare(x, arithmetic.zero()) > 0
        ? x
        : arithmetic.multiply(arithmetic.constant(negativeSlope), x);
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    return arithmetic.compare(x, arithmetic.zero()) > 0
        ? arithmetic.one()
        : arithmetic.constant(negativeSlope);
  }
}
