package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;

/**
 * {@code gaussian_nll}: the negative log-likelihood of a normal distribution of unit covariance.
 *
 * @param reduction what becomes of the elements; their sum over the axes of an example is that
 *     example's −log N(t | x, I)
 */
@Definition(
    summary = "Negative log-likelihood of the targets under normal distributions N(x_i, 1).",
    equation = "ℓ_i = −log N(t_i | x_i, 1) = ½·(x_i − t_i)² + ½·log 2π",
    vjp = {"x̄_i = (x_i − t_i)·ȳ, over M for the mean", "t̄_i = −x̄_i"},
    shapes = "input (…), target (…) → () or, without reduction, (…)",
    specialCases = {
      "half the squared error plus a constant: the same minimum, half the gradient",
      "the mean is over all elements"
    },
    lecture = "Unaprijedni modeli: funkcija gubitka (NLL of a Gaussian with unit covariance)")
public record GaussianNll(Reduction reduction) implements ElementwiseLoss {
  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;

  @Override
  public String name() {
    return "gaussian_nll";
  }

  @Override
  public <T> T loss(Arithmetic<T> arithmetic, T x, T t) {
    T error = arithmetic.subtract(x, t);
    T half = arithmetic.multiply(arithmetic.constant(0.5), arithmetic.multiply(error, error));
    return arithmetic.add(half, arithmetic.constant(HALF_LOG_TWO_PI));
  }

  @Override
  public <T> T slopeByInput(Arithmetic<T> arithmetic, T x, T t) {
    return arithmetic.subtract(x, t);
  }

  @Override
  public <T> T slopeByTarget(Arithmetic<T> arithmetic, T x, T t) {
    return arithmetic.subtract(t, x);
  }
}
