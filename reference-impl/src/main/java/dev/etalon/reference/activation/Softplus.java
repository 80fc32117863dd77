package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;

/**
 * {@code softplus}.
 *
 * @param beta the sharpness β of the bend at 0, positive; the lectures' and PyTorch's default is 1
 */
@Definition(
    summary = "A smooth rectified linear unit.",
    equation =
        "y = log(1 + exp(βx)) / β; for x ≥ 0 as (βx + log(1 + exp(−βx))) / β, which cannot"
            + " overflow",
    vjp = "x̄ = ȳ·σ(βx)",
    shapes = "input (…) → (…)",
    specialCases = {
      "log(1 + exp(x)) as written overflows from x ≈ 88.7 (float32) or 709.8 (float64) on; PyTorch"
          + " avoids that by y = x beyond a threshold, βx > 20, where the two differ by less than"
          + " 2.1e-9/β: this definition has no threshold",
      "−∞ gives 0, +∞ gives +∞; NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: zglobnica kao aktivacijska funkcija (soft plus)")
public record Softplus(double beta) implements Activation {
  private static final Sigmoid SIGMOID = new Sigmoid();

  /**
   * @throws ConstraintViolation if β is not positive
   */
  public Softplus {
    ConstraintViolation.require(
        beta > 0, () -> "softplus has beta = %s; allowed are positive numbers".formatted(beta));
  }

  @Override
  public String name() {
    return "softplus";
  }

  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    T sharpness = arithmetic.constant(beta);
    return arithmetic.divide(ofSharpened(arithmetic, arithmetic.multiply(sharpness, x)), sharpness);
  }

  /** log(1 + exp(z)). */
  private static <T> T ofSharpened(Arithmetic<T> arithmetic, T z) {
    if (arithmetic.isNegative(z)) {
      return arithmetic.log1p(arithmetic.exp(z));
    }
    return arithmetic.add(z, arithmetic.log1p(arithmetic.exp(arithmetic.negate(z))));
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    return SIGMOID.value(arithmetic, arithmetic.multiply(arithmetic.constant(beta), x));
  }
}
