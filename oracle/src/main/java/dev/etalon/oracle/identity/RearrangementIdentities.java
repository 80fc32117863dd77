package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.Fold;
import dev.etalon.reference.convolution.Unfold;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.resampling.Crop;
import dev.etalon.reference.resampling.Pad;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Operators that only move elements, and sum where they meet. */
final class RearrangementIdentities {
  private static final String INPUT = "input";

  private RearrangementIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "adjoint-pair",
            "f and g are each other's VJP: unfold and fold, crop and pad with 0",
            RearrangementIdentities::adjointPair),
        new Identity(
            "unfold-is-convolution",
            "unfold(x)[·, c·K + k, ·] = conv(x, δ_ck)",
            RearrangementIdentities::unfolding));
  }

  /** The operator of which another is the VJP by its input. */
  private static Optional<Operator> adjoint(Operator operator, Shape input) {
    if (operator instanceof Unfold unfold) {
      return Optional.of(new Fold(unfold.window(), extents(input.from(2))));
    }
    if (operator instanceof Fold fold) {
      return Optional.of(new Unfold(fold.window()));
    }
    if (operator instanceof Crop crop) {
      return Optional.of(new Pad(crop.before(), crop.after(), 0));
    }
    return operator instanceof Pad pad && pad.value() == 0
        ? Optional.of(new Crop(pad.before(), pad.after()))
        : Optional.empty();
  }

  private static List<Integer> extents(Shape shape) {
    return Arrays.stream(shape.extents()).boxed().toList();
  }

  private static List<Equation> adjointPair(Case exam) {
    Question question = Question.of(exam);
    Tensor x = exam.operands().get(INPUT);
    Tensor y = exam.cotangent();
    Optional<Operator> adjoint = x == null ? Optional.empty() : adjoint(exam.operator(), x.shape());
    if (adjoint.isEmpty()) {
      return List.of();
    }
    Question reversed = question.of(adjoint.get()).with(INPUT, y);
    return List.of(
        new Equation(FORWARD, question.forward(), reversed.gradient(INPUT, x)),
        new Equation(gradient(INPUT), question.gradient(INPUT, y), reversed.forward()));
  }

  /** A kernel for each channel and tap, 1 there and 0 elsewhere. */
  private static List<Equation> unfolding(Case exam) {
    if (!(exam.operator() instanceof Unfold unfold)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    Window window = unfold.window();
    int channels = x.shape().extent(1);
    int columns = channels * window.kernel().size();
    Shape kernels = Shape.of(columns, channels).append(window.kernel().extents());
    Tensor unit = Tensor.generate(x.dtype(), kernels, i -> i / columns == i % columns ? 1 : 0);
    Question convolution = question.of(new Convolution(window, 1)).with("weight", unit);
    Tensor cotangent = exam.cotangent().reshape(convolution.outputShape());
    return List.of(
        new Equation(
            FORWARD, question.forward(), convolution.forward().reshaped(exam.cotangent().shape())),
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            convolution.gradient(INPUT, cotangent)));
  }
}
