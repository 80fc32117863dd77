package dev.etalon.reference.kernel.resampling;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resampling of each channel, one axis after the other: the last first, while the channel is
 * smallest. The gradient goes back the same way, by the transposed matrices.
 *
 * @param axes how an axis is resampled
 * @param <O> the operator
 */
public record ResamplingKernel<O extends Operator>(Taps.Of<O> axes) implements Kernel<O> {
  public static final ResamplingKernel<UpsampleNearest> NEAREST =
      new ResamplingKernel<>(Taps::nearest);
  public static final ResamplingKernel<UpsampleLinear> LINEAR =
      new ResamplingKernel<>(Taps::linear);

  @Override
  public <A> A forward(Lanes<A> lanes, O operator, Operands<A> operands) {
    Shape input = operands.shape("input");
    Deque<Step<A>> steps = steps(lanes, operator, input, operands.output());
    A x = operands.get("input");
    A y = lanes.allocate(operands.output().size());
    int before = steps.getFirst().before();
    int after = steps.getLast().after();
    Parallel.run(
        input.until(2).size(),
        operands.output().size(),
        channel -> {
          A from = x;
          int at = channel * before;
          for (Step<A> step : steps) {
            boolean last = step == steps.getLast();
            A to = last ? y : lanes.allocate(step.after());
            step.add(false, from, at, to, last ? channel * after : 0);
            from = to;
            at = 0;
          }
        });
    return y;
  }

  @Override
  public <A> A gradient(Lanes<A> lanes, O operator, String by, Operands<A> operands, A cotangent) {
    Shape input = operands.shape("input");
    Deque<Step<A>> steps = steps(lanes, operator, input, operands.output());
    A gradient = lanes.allocate(input.size());
    int before = steps.getFirst().before();
    int after = steps.getLast().after();
    Parallel.run(
        input.until(2).size(),
        operands.output().size(),
        channel -> {
          A from = cotangent;
          int at = channel * after;
          for (var back = steps.descendingIterator(); back.hasNext(); ) {
            Step<A> step = back.next();
            A to = back.hasNext() ? lanes.allocate(step.before()) : gradient;
            step.add(true, from, at, to, back.hasNext() ? 0 : channel * before);
            from = to;
            at = 0;
          }
        });
    return gradient;
  }

  /** What is done to each channel, in order. */
  private <A> Deque<Step<A>> steps(Lanes<A> lanes, O operator, Shape input, Shape output) {
    Deque<Step<A>> steps = new ArrayDeque<>();
    for (int axis = input.rank() - 1; axis >= 2; axis--) {
      Taps taps = axes.along(operator, axis - 2, input.extent(axis), output.extent(axis));
      int outer = input.until(axis).from(2).size();
      steps.add(
          new Step<>(lanes, taps, lanes.of(taps.weights()), outer, output.from(axis + 1).size()));
    }
    return steps;
  }

  /**
   * The resampling of one axis of a channel.
   *
   * @param weights of each element's lower and upper part, in turn
   * @param outer how many elements the axes before it have
   * @param inner how many elements the axes after it have
   */
  private record Step<A>(Lanes<A> lanes, Taps taps, A weights, int outer, int inner) {
    int before() {
      return outer * taps.extent() * inner;
    }

    int after() {
      return outer * taps.size() * inner;
    }

    /**
     * Adds the resampled elements to zeros.
     *
     * @param transposed whether by the transposed matrix: what reaches the original elements
     */
    void add(boolean transposed, A from, int fromAt, A to, int toAt) {
      for (int o = 0; o < outer; o++) {
        int source = fromAt + (transposed ? after() : before()) / outer * o;
        int target = toAt + (transposed ? before() : after()) / outer * o;
        if (inner > 1) {
          eachTap(
              (i, weight, place) ->
                  lanes.addScaled(
                      inner,
                      weights,
                      weight,
                      from,
                      source + (transposed ? i : place) * inner,
                      1,
                      to,
                      target + (transposed ? place : i) * inner,
                      1));
        } else if (transposed) {
          lanes.addInterpolated(taps.lower(), weights, from, source, to, target);
        } else {
          lanes.interpolate(taps.lower(), weights, from, source, to, target);
        }
      }
    }

    private void eachTap(Tap tap) {
      for (int i = 0; i < taps.size(); i++) {
        for (int part = 0; part < taps.count(i); part++) {
          tap.at(i, 2 * i + part, taps.lower()[i] + part);
        }
      }
    }
  }

  /** An element, the place of a weight, and the place on the original that it weighs. */
  @FunctionalInterface
  private interface Tap {
    void at(int i, int weight, int place);
  }
}
