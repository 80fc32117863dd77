package dev.etalon.reference.loss;

import dev.etalon.reference.activation.Sigmoid;
import dev.etalon.reference.activation.Softplus;
import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import java.util.Set;

/**
 * {@code binary_cross_entropy_with_logits}.
 *
 * @param reduction what becomes of the elements
 */
@Definition(
    summary = "Cross entropy between a target probability and the sigmoid of a logit.",
    equation =
        "ℓ_i = −t_i·log σ(z_i) − (1 − t_i)·log(1 − σ(z_i)) = (1 − t_i)·z_i + log(1 + exp(−z_i))",
    vjp = {"z̄_i = (σ(z_i) − t_i)·ȳ, over M for the mean", "t̄_i = −z_i·ȳ, over M for the mean"},
    shapes = "input (…), target (…) of probabilities → () or, without reduction, (…)",
    specialCases = {
      "through softplus of the logit, so that logits of ±1000 neither overflow nor give log 0",
      "targets between 0 and 1 are soft targets; others are not refused",
      "the mean is over all elements"
    },
    lecture = "Unaprijedni modeli: sigmoida kao izlazni sloj (binary classification)")
public record BinaryCrossEntropyWithLogits(Reduction reduction) implements ElementwiseLoss {
  private static final Sigmoid SIGMOID = new Sigmoid();
  private static final Softplus SOFTPLUS = new Softplus(1);

  @Override
  public String name() {
    return "binary_cross_entropy_with_logits";
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("target");
  }

  /** softplus(−z) = −log σ(z). */
  @Override
  public <T> T loss(Arithmetic<T> arithmetic, T z, T t) {
    T linear = arithmetic.multiply(arithmetic.subtract(arithmetic.one(), t), z);
    return arithmetic.add(linear, SOFTPLUS.value(arithmetic, arithmetic.negate(z)));
  }

  @Override
  public <T> T slopeByInput(Arithmetic<T> arithmetic, T z, T t) {
    return arithmetic.subtract(SIGMOID.value(arithmetic, z), t);
  }

  @Override
  public <T> T slopeByTarget(Arithmetic<T> arithmetic, T z, T t) {
    return arithmetic.negate(z);
  }
}
