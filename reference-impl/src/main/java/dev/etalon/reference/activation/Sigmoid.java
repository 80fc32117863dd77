package dev.etalon.reference.activation;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/** {@code sigmoid}. */
@Definition(
    summary = "The logistic function: softmax of two logits of which one is 0.",
    equation = "y = 1 / (1 + exp(−x)); for x < 0 as exp(x) / (1 + exp(x)), which cannot overflow",
    vjp = "x̄ = ȳ·(1 − y)·y",
    shapes = "input (…) → (…)",
    specialCases = {
      "saturates: 0 and 1 at −∞ and +∞, where the gradient vanishes",
      "1 − y of the rounded y is 0 from x ≈ 17 (float32) or 37 (float64) on",
      "NaN stays NaN"
    },
    lecture = "Unaprijedni modeli: sigmoida (logistic function)")
public record Sigmoid() implements Activation {
  @Override
  public String name() {
    return "sigmoid";
  }

  @Override
  public <T> T value(Arithmetic<T> arithmetic, T x) {
    T one = arithmetic.one();
    if (arithmetic.isNegative(x)) {
      T growth = arithmetic.exp(x);
      return arithmetic.divide(growth, arithmetic.add(one, growth));
    }
    T decay = arithmetic.exp(arithmetic.negate(x));
    return arithmetic.divide(one, arithmetic.add(one, decay));
  }

  @Override
  public <T> T slope(Arithmetic<T> arithmetic, T x) {
    T y = value(arithmetic, x);
    return arithmetic.multiply(arithmetic.subtract(arithmetic.one(), y), y);
  }
}
