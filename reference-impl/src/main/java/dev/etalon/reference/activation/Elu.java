package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/**
 * {@code elu}.
 *
 * @param alpha how far below 0 it saturates, α; PyTorch's default is 1
 * @param scale the outer factor λ; PyTorch's default is 1
 */
@Definition(
    summary = "The exponential linear unit: linear above 0, saturating below.",
    equation = "y = λ·x where x ≥ 0, else λ·α·(exp(x) − 1)",
    vjp = "x̄ = λ·ȳ where x ≥ 0, else λ·α·exp(x)·ȳ",
    shapes = "input (…) → (…)",
    specialCases = {
      "through expm1, which keeps the digits near 0",
      "not differentiable at 0 unless α = 1; there the slope is λ, that of the linear part",
      "−∞ gives −λ·α; NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: druge aktivacijske funkcije (eksponencijalno-linearna, ELU)")
public record Elu(double alpha, double scale) implements Activation {
  @Override
  public String name() {
    return "elu";
  }

  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    return scaled(
        arithmetic,
        arithmetic.compare(x, arithmetic.zero()) >= 0
            ? x
            : arithmetic.multiply(arithmetic.constant(alpha), arithmetic.expm1(x)));
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    return scaled(
        arithmetic,
        arithmetic.compare(x, arithmetic.zero()) >= 0
            ? arithmetic.one()
            : arithmetic.multiply(arithmetic.constant(alpha), arithmetic.exp(x)));
  }

  private <T> T scaled(Arithmetic<T> arithmetic, T number) {
    return arithmetic.multiply(arithmetic.constant(scale), number);
  }
}
