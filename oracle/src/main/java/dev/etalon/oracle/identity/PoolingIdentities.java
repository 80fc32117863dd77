package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;

/** Pooling. */
final class PoolingIdentities {
  private static final String INPUT = "input";

  private PoolingIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "constant",
            "pool(c) = c, another constant in each channel",
            PoolingIdentities::constants),
        new Identity("shift-equivariant", "pool(x + c) = pool(x) + c", PoolingIdentities::shift),
        new Identity(
            "channel-permutation",
            "pool(x∘π) = pool(x)∘π for a permutation π of the channels",
            PoolingIdentities::channels));
  }

  private static boolean isPooling(Operator operator) {
    return operator instanceof MaxPool || operator instanceof AvgPool;
  }

  /** Whether every output is a mean or a maximum of input elements alone, no padding among them. */
  private static boolean isOfInputAlone(Operator operator) {
    return operator instanceof MaxPool
        || operator instanceof AvgPool pool
            && (!pool.countIncludePad()
                || pool.window().axes().stream()
                    .allMatch(axis -> axis.paddingBefore() + axis.paddingAfter() == 0));
  }

  private static List<Equation> constants(Case exam) {
    if (!isOfInputAlone(exam.operator())) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    return List.of(
        new Equation(
            FORWARD,
            question.with(INPUT, channelNumbers(x, x.shape())).forward(),
            Side.exactly(channelNumbers(x, exam.cotangent().shape()))));
  }

  /** 1, −2, 3, … in the channels of the first item, and so on in the next. */
  private static Tensor channelNumbers(Tensor like, Shape shape) {
    int spatial = shape.from(2).size();
    return Tensor.generate(
        like.dtype(),
        shape,
        offset -> {
          int channel = offset / spatial;
          return channel % 2 == 0 ? channel + 1 : -channel - 1;
        });
  }

  private static List<Equation> shift(Case exam) {
    if (!isOfInputAlone(exam.operator())) {
      return List.of();
    }
    Tensor given = exam.operands().get(INPUT);
    double shift = 3;
    Tensor x = Lattice.snapped(given, Lattice.largest(given) + shift);
    Question original = Question.of(exam).with(INPUT, x);
    Question shifted = original.with(INPUT, x.map(element -> element - shift));
    return List.of(
        new Equation(
            FORWARD,
            shifted.forward(),
            original
                .forward()
                .minus(Side.exactly(Tensor.filled(x.dtype(), exam.cotangent().shape(), shift)))),
        new Equation(
            gradient(INPUT),
            shifted.gradient(INPUT, exam.cotangent()),
            original.gradient(INPUT, exam.cotangent())));
  }

  private static List<Equation> channels(Case exam) {
    if (!isPooling(exam.operator()) || exam.operands().get(INPUT).shape().extent(1) < 2) {
      return List.of();
    }
    Question original = Question.of(exam);
    Tensor x = original.operand(INPUT);
    Rearrangement ofInput = Rearrangement.rolled(x.shape(), 1, 1);
    Rearrangement ofOutput = Rearrangement.rolled(exam.cotangent().shape(), 1, 1);
    Question permuted = original.with(INPUT, ofInput.of(x));
    return List.of(
        new Equation(FORWARD, permuted.forward(), original.forward().read(ofOutput)),
        new Equation(
            gradient(INPUT),
            permuted.gradient(INPUT, ofOutput.of(exam.cotangent())),
            original.gradient(INPUT, exam.cotangent()).read(ofInput)));
  }
}
