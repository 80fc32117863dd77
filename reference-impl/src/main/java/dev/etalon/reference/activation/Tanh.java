package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/** {@code tanh}. */
@Definition(
    summary = "The hyperbolic tangent: a sigmoid around 0, near the identity there.",
    equation = "y = (exp(2x) − 1) / (exp(2x) + 1) = 2σ(2x) − 1",
    vjp = "x̄ = ȳ·(1 − y²)",
    shapes = "input (…) → (…)",
    specialCases = {
      "saturates: −1 and 1 at −∞ and +∞, where the gradient vanishes",
      "1 − y² of the rounded y is 0 from |x| ≈ 9 (float32) or 19 (float64) on",
      "NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: tangens hiperbolni (hyperbolic tangent)")
public record Tanh() implements Activation {
  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    return arithmetic.tanh(x);
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    T y = value(arithmetic, x);
    return arithmetic.subtract(arithmetic.one(), arithmetic.multiply(y, y));
  }
}
