package dev.etalon.oracle.pytorch;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Algorithm;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalization as ATen's kernels for the processor compute its value ({@code
 * batch_norm_cpu_collect_linear_and_constant_terms}): {@code y = x·α + β} with α = w/√(σ² + ε) and
 * β = b − μ·α. It rounds at the magnitude of μ·α, where the definition, which takes x − μ first,
 * has next to no error for x near μ. Its running error analysis is what PyTorch may be off by.
 *
 * @param definition what is computed
 */
record FoldedBatchNorm(BatchNorm definition) implements Algorithm {
  /** The algorithm of an operator on the processor: itself, if it is not this one. */
  static Operator of(Operator operator) {
    return operator instanceof BatchNorm given ? new FoldedBatchNorm(given) : operator;
  }

  /**
   * The mean and the variance of a channel.
   *
   * @param mean μ
   * @param variance σ²
   */
  private record Moments<T>(T mean, T variance) {}

  private <T> Moments<T> moments(Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> x, int c) {
    if (definition.statistics() == BatchNorm.Statistics.RUNNING) {
      return new Moments<>(inputs.get("running_mean").at(c), inputs.get("running_var").at(c));
    }
    List<T> channel = new ArrayList<>();
    for (int n = 0; n < x.shape().extent(0); n++) {
      for (int s = 0; s < x.shape().extent(2); s++) {
        channel.add(x.get(n, c, s));
      }
    }
    T count = arithmetic.constant(channel.size());
    T mean = arithmetic.divide(arithmetic.sum(channel), count);
    List<T> squares = new ArrayList<>();
    for (T element : channel) {
      T distance = arithmetic.subtract(element, mean);
      squares.add(arithmetic.multiply(distance, distance));
    }
    return new Moments<>(mean, arithmetic.divide(arithmetic.sum(squares), count));
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    NdArray<T> flat = x.flattenFrom(2);
    T one = arithmetic.one();
    T epsilon = arithmetic.constant(definition.epsilon());
    List<T> factors = new ArrayList<>();
    List<T> addends = new ArrayList<>();
    for (int c = 0; c < flat.shape().extent(1); c++) {
      int channel = c;
      Moments<T> moments = moments(arithmetic, inputs, flat, c);
      T deviation = arithmetic.sqrt(arithmetic.add(moments.variance(), epsilon));
      T inverse = arithmetic.divide(one, deviation);
      T factor =
          inputs
              .find("weight")
              .map(w -> arithmetic.multiply(w.at(channel), inverse))
              .orElse(inverse);
      T shift = arithmetic.negate(arithmetic.multiply(moments.mean(), factor));
      factors.add(factor);
      addends.add(inputs.find("bias").map(b -> arithmetic.add(b.at(channel), shift)).orElse(shift));
    }
    return NdArray.generate(
            flat.shape(),
            i ->
                arithmetic.add(
                    arithmetic.multiply(flat.get(i[0], i[1], i[2]), factors.get(i[1])),
                    addends.get(i[1])))
        .reshape(x.shape());
  }
}
