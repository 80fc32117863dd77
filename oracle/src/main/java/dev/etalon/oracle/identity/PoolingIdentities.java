package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.activation.Maxout;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;

/** Pooling and up-sampling: what they have in common as means and maxima of neighbours. */
final class PoolingIdentities {
  private static final String INPUT = "input";

  private PoolingIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "constant", "f(c) = c, another constant in each channel", PoolingIdentities::constants),
        new Identity("shift-equivariant", "f(x + c) = f(x) + c", PoolingIdentities::shift),
        new Identity(
            "channel-permutation",
            "f(x∘π) = f(x)∘π for a permutation π of the channels",
            PoolingIdentities::channels),
        new Identity(
            "global-is-one-window",
            "pool over everything = pool with a window as large as the input",
            PoolingIdentities::global),
        new Identity(
            "mirrored",
            "upsample(flip(x)) = flip(upsample(x)) to given extents",
            PoolingIdentities::mirror));
  }

  private static List<Equation> global(Case exam) {
    Question question = Question.of(exam);
    Question windowed;
    if (exam.operator() instanceof GlobalMaxPool pool) {
      windowed = question.of(new MaxPool(everything(question), false, pool.ties()));
    } else if (exam.operator() instanceof GlobalAvgPool) {
      windowed = question.of(new AvgPool(everything(question), false, false));
    } else {
      return List.of();
    }
    return List.of(
        new Equation(FORWARD, question.forward(), windowed.forward()),
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            windowed.gradient(INPUT, exam.cotangent())));
  }

  private static Window everything(Question question) {
    return Window.of(question.operand(INPUT).shape().from(2).extents());
  }

  /**
   * Linear interpolation treats both ends alike, except that a single element is the first corner;
   * the nearest element is rounded down, so not.
   */
  private static List<Equation> mirror(Case exam) {
    if (!(exam.operator() instanceof UpsampleLinear upsampling
            && upsampling.size() instanceof Resize.To)
        || upsampling.alignCorners() && exam.cotangent().shape().extent(2) == 1) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    Rearrangement ofInput = Rearrangement.flipped(x.shape(), 2);
    Rearrangement ofOutput = Rearrangement.flipped(exam.cotangent().shape(), 2);
    Question mirrored = question.with(INPUT, ofInput.of(x));
    return List.of(
        new Equation(FORWARD, mirrored.forward(), question.forward().read(ofOutput)),
        new Equation(
            gradient(INPUT),
            mirrored.gradient(INPUT, ofOutput.of(exam.cotangent())),
            question.gradient(INPUT, exam.cotangent()).read(ofInput)));
  }

  /**
   * Whether every output is a mean or a maximum of input elements alone, no padding among them, or
   * lies between some.
   */
  private static boolean isOfInputAlone(Operator operator) {
    boolean countsPadding =
        operator instanceof AvgPool pool
            && pool.countIncludePad()
            && pool.window().axes().stream()
                .anyMatch(axis -> axis.paddingBefore() + axis.paddingAfter() > 0);
    return (OperatorFamilies.isPooling(operator) || OperatorFamilies.isUpsampling(operator))
        && !countsPadding;
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
    if (!isOfInputAlone(exam.operator()) && !(exam.operator() instanceof Maxout)) {
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
    boolean channelwise =
        OperatorFamilies.isPooling(exam.operator())
            || OperatorFamilies.isUpsampling(exam.operator());
    if (!channelwise || exam.operands().get(INPUT).shape().extent(1) < 2) {
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
