package dev.etalon.reference.kernel.normalization;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.normalization.BatchNorm.Statistics;
import dev.etalon.reference.tensor.Shape;

/** {@code batch_norm}, channel by channel. */
public final class BatchNormKernel implements Kernel<BatchNorm> {
  @Override
  public <A> A forward(Lanes<A> lanes, BatchNorm operator, Operands<A> operands) {
    Channels<A> channels = new Channels<>(lanes, operator, operands);
    A y = operands.result(operands.output().size());
    channels.forEach(
        c -> {
          channels.measure(c);
          for (int n = 0; n < channels.batch; n++) {
            int at = channels.at(n, c);
            channels.normalize(c, at, y, at);
            lanes.scale(channels.size, y, at, channels.weight, c, y, at);
            lanes.copyPlus(channels.size, y, at, channels.bias, c, y, at, 1);
          }
        });
    return y;
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, BatchNorm operator, String by, Operands<A> operands, A cotangent) {
    Channels<A> channels = new Channels<>(lanes, operator, operands);
    A products = lanes.allocate(channels.count);
    A sums = lanes.allocate(channels.count);
    A gradInput = operands.result(by.equals("input") ? operands.output().size() : 0);
    A minusMean = lanes.allocate(channels.count);
    A scale = lanes.allocate(channels.count);
    channels.forEach(
        c -> {
          channels.measure(c);
          A normalized = lanes.allocate(channels.size);
          for (int n = 0; n < channels.batch; n++) {
            int at = channels.at(n, c);
            channels.normalize(c, at, normalized, 0);
            lanes.addDot(channels.size, cotangent, at, normalized, 0, 1, products, c);
            lanes.addSum(channels.size, cotangent, at, sums, c);
          }
          if (by.equals("input")) {
            lanes.scale(1, channels.inverse, c, channels.weight, c, scale, c);
            for (int n = 0; n < channels.batch; n++) {
              int at = channels.at(n, c);
              if (operator.statistics() == Statistics.RUNNING) {
                lanes.scale(channels.size, cotangent, at, scale, c, gradInput, at);
              } else {
                channels.normalize(c, at, normalized, 0);
                channels.reaching(
                    c, cotangent, at, normalized, products, sums, minusMean, gradInput);
                lanes.scale(channels.size, gradInput, at, scale, c, gradInput, at);
              }
            }
          }
        });
    return switch (by) {
      case "input" -> gradInput;
      case "weight" -> products;
      case "bias" -> sums;
      default -> throw new IllegalArgumentException("batch_norm has no gradient by '" + by + "'");
    };
  }

  /** The channels with their statistics and parameters. */
  private static final class Channels<A> {
    private final Lanes<A> lanes;
    private final BatchNorm operator;
    private final A x;
    private final A elements;
    private final A one;
    private final A minusOne;
    private final A zero;
    private final A epsilon;
    private final A mean;
    private final A variance;
    final A inverse;
    final A weight;
    final A bias;
    final int batch;
    final int count;
    final int size;

    Channels(Lanes<A> lanes, BatchNorm operator, Operands<A> operands) {
      this.lanes = lanes;
      this.operator = operator;
      Shape input = operands.output();
      batch = input.extent(0);
      count = input.extent(1);
      size = input.from(2).size();
      x = operands.get("input");
      elements = lanes.of((double) batch * size);
      one = lanes.of(1);
      minusOne = lanes.of(-1);
      zero = lanes.of(0);
      epsilon = lanes.of(operator.epsilon());
      boolean running = operator.statistics() == Statistics.RUNNING;
      mean = running ? operands.get("running_mean") : lanes.allocate(count);
      variance = running ? operands.get("running_var") : lanes.allocate(count);
      inverse = lanes.allocate(count);
      bias = operands.has("bias") ? operands.get("bias") : lanes.allocate(count);
      weight = operands.has("weight") ? operands.get("weight") : ones();
    }

    private A ones() {
      A ones = lanes.allocate(count);
      for (int c = 0; c < count; c++) {
        lanes.copy(1, one, 0, 1, ones, c, 1);
      }
      return ones;
    }

    void forEach(java.util.function.IntConsumer channel) {
      Parallel.run(count, (long) batch * count * size, channel);
    }

    int at(int n, int c) {
      return (n * count + c) * size;
    }

    /** Mean, variance and 1/√(σ² + ε) of a channel. */
    void measure(int c) {
      if (operator.statistics() == Statistics.BATCH) {
        for (int n = 0; n < batch; n++) {
          lanes.addSum(size, x, at(n, c), mean, c);
        }
        lanes.divide(1, mean, c, elements, 0, mean, c);
        for (int n = 0; n < batch; n++) {
          lanes.addSquares(size, x, at(n, c), mean, c, variance, c);
        }
        lanes.divide(1, variance, c, elements, 0, variance, c);
      }
      lanes.copyPlus(1, variance, c, epsilon, 0, inverse, c, 1);
      lanes.squareRoot(inverse, c);
      lanes.divide(1, one, 0, inverse, c, inverse, c);
    }

    /** x̂ = (x − μ) / √(σ² + ε) of a stretch of a channel. */
    void normalize(int c, int from, A to, int at) {
      lanes.minus(size, x, from, mean, c, zero, 0, to, at);
      lanes.scale(size, to, at, inverse, c, to, at);
    }

    /** ȳ − mean(ȳ) − x̂·mean(ȳ·x̂). */
    void reaching(int c, A upstream, int at, A normalized, A products, A sums, A scratch, A to) {
      lanes.divide(1, products, c, elements, 0, scratch, c);
      lanes.scale(1, scratch, c, minusOne, 0, scratch, c);
      lanes.scale(size, normalized, 0, scratch, c, to, at);
      lanes.add(size, upstream, at, to, at);
      lanes.divide(1, sums, c, elements, 0, scratch, c);
      lanes.minus(size, to, at, scratch, c, zero, 0, to, at);
    }
  }
}
