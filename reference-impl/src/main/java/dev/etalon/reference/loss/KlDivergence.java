package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import java.util.Set;

/**
 * {@code kl_divergence}, PyTorch's {@code kl_div}: of a target distribution from a model that gives
 * log-probabilities.
 *
 * @param reduction what becomes of the elements; their sum over the classes is D(t ‖ exp(x))
 */
@Definition(
    summary = "Kullback–Leibler divergence of target probabilities from log-probabilities.",
    equation = "ℓ_i = t_i·(log t_i − x_i)",
    vjp = {
      "x̄_i = −t_i·ȳ, over M for the mean",
      "t̄_i = (log t_i + 1 − x_i)·ȳ, over M for the mean"
    },
    shapes = "input (…) of log-probabilities, target (…) of probabilities → () or (…)",
    specialCases = {
      "0·log 0 = 0: a class of probability 0 costs nothing; there the gradient by the target is"
          + " that of −t·x alone, by convention",
      "the mean is over all elements, as PyTorch's 'mean'; the divergence averaged over the batch is"
          + " the sum over N",
      "differs from the cross entropy by the target's entropy, which no model can change"
    },
    lecture = "Pregled strojnog učenja: gubitak (cross entropy, equivalent to KL divergence)")
public record KlDivergence(Reduction reduction) implements ElementwiseLoss {
  @Override
  public String name() {
    return "kl_divergence";
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public <T> T loss(Arithmetic<T> arithmetic, T x, T t) {
    T entropic =
        arithmetic.compare(t, arithmetic.zero()) == 0
            ? arithmetic.zero()
            : arithmetic.multiply(t, arithmetic.log(t));
    return arithmetic.subtract(entropic, arithmetic.multiply(t, x));
  }

  @Override
  public <T> T slopeByInput(Arithmetic<T> arithmetic, T x, T t) {
    return arithmetic.negate(t);
  }

  @Override
  public <T> T slopeByTarget(Arithmetic<T> arithmetic, T x, T t) {
    if (arithmetic.compare(t, arithmetic.zero()) == 0) {
      return arithmetic.negate(x);
    }
    T entropic = arithmetic.add(arithmetic.log(t), arithmetic.one());
    return arithmetic.subtract(entropic, x);
  }
}
