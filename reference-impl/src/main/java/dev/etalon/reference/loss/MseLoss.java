package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/**
 * {@code mse_loss}.
 *
 * @param reduction what becomes of the squared errors
 */
@Definition(
    summary = "The squared error, averaged over all elements.",
    equation = "ℓ_i = (x_i − t_i)²; y = ℓ, Σ_i ℓ_i or (1/M) Σ_i ℓ_i over all M elements",
    vjp = {"x̄_i = 2·(x_i − t_i)·ȳ, over M for the mean", "t̄_i = −x̄_i"},
    shapes = "input (…), target (…) → () or, without reduction, (…)",
    specialCases = {
      "the mean is over all elements, N·C of a matrix, and not over the batch",
      "after a sigmoid the gradient is 2·(σ − t)·(1 − σ)·σ, which vanishes in saturation",
      "between distributions it looks at the wrong classes too: use the cross entropy"
    },
    lecture = "Unaprijedni modeli: srednja kvadratna pogreška (mean squared error)")
public record MseLoss(Reduction reduction) implements ElementwiseLoss {
  @Override
  public String name() {
    return "mse_loss";
  }

  @Override
  public <T> T loss(Arithmetic<T> arithmetic, T x, T t) {
    T error = arithmetic.subtract(x, t);
    return arithmetic.multiply(error, error);
  }

  @Override
  public <T> T slopeByInput(Arithmetic<T> arithmetic, T x, T t) {
    return arithmetic.multiply(arithmetic.constant(2), arithmetic.subtract(x, t));
  }

  @Override
  public <T> T slopeByTarget(Arithmetic<T> arithmetic, T x, T t) {
    return arithmetic.multiply(arithmetic.constant(2), arithmetic.subtract(t, x));
  }
}
