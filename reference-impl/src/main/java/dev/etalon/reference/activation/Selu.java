package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/** {@code selu}: the ELU whose α and λ keep activations at mean 0 and variance 1. */
@Definition(
    summary = "The self-normalising exponential linear unit.",
    equation = "y = λ·x where x ≥ 0, else λ·α·(exp(x) − 1), α ≈ 1.6733, λ ≈ 1.0507",
    vjp = "x̄ = λ·ȳ where x ≥ 0, else λ·α·exp(x)·ȳ",
    shapes = "input (…) → (…)",
    specialCases = {
      "not differentiable at 0; there the slope is λ, that of the linear part",
      "−∞ gives −λ·α; NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: druge aktivacijske funkcije (ELU with fixed α and λ)")
public record Selu() implements Activation {
  /**
   * The constants of G. Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017, to
   * double precision.
   */
  private static final Elu ELU = new Elu(1.6732632423543772, 1.0507009873554805);

  @Override
  public String name() {
    return "selu";
  }

  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    return ELU.value(arithmetic, x);
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    return ELU.slope(arithmetic, x);
  }
}
