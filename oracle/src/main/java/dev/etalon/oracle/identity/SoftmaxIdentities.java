package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Softmax, log-softmax and log-sum-exp. */
final class SoftmaxIdentities {
  private static final String INPUT = "input";

  /** Past it every exponential overflows, so that a form without the shift by the maximum shows. */
  static final double SHIFT = 1024;

  private SoftmaxIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "shift-invariant",
            "softmax(x + c) = softmax(x), log_softmax(x + c) = log_softmax(x), LSE(x + c) = LSE(x) + c",
            SoftmaxIdentities::shiftInvariance),
        new Identity(
            "class-permutation",
            "softmax(x∘π) = softmax(x)∘π, log_softmax(x∘π) = log_softmax(x)∘π, LSE(x∘π) = LSE(x)",
            SoftmaxIdentities::permutation),
        new Identity(
            "sums-to-one", "Σ_i softmax(x)_i = 1, so Σ_i x̄_i = 0", SoftmaxIdentities::sums),
        new Identity(
            "logarithm-of-softmax",
            "exp(log_softmax(x)) = softmax(x)",
            SoftmaxIdentities::exponential),
        new Identity(
            "normalizer",
            "log_softmax(x) = x − LSE(x), ∂LSE/∂x = softmax(x)",
            SoftmaxIdentities::normalizer));
  }

  /** The axis of an operator of this family, counted from the first. */
  private static OptionalInt axis(Case exam) {
    Operator operator = exam.operator();
    if (operator instanceof Softmax softmax) {
      return normalized(softmax.axis(), exam);
    }
    if (operator instanceof LogSoftmax softmax) {
      return normalized(softmax.axis(), exam);
    }
    return operator instanceof LogSumExp logSumExp
        ? normalized(logSumExp.axis(), exam)
        : OptionalInt.empty();
  }

  private static OptionalInt normalized(int axis, Case exam) {
    return OptionalInt.of(exam.operands().get(INPUT).shape().normalizeAxis(axis));
  }

  private static List<Equation> shiftInvariance(Case exam) {
    if (axis(exam).isEmpty()) {
      return List.of();
    }
    Tensor given = exam.operands().get(INPUT);
    Tensor x = Lattice.snapped(given, Lattice.largest(given) + SHIFT);
    Question original = Question.of(exam).with(INPUT, x);
    Question shifted = original.with(INPUT, x.map(element -> element + SHIFT));
    Side value = original.forward();
    Side expected =
        exam.operator() instanceof LogSumExp
            ? value.plus(Side.exactly(Tensor.filled(x.dtype(), exam.cotangent().shape(), SHIFT)))
            : value;
    return List.of(
        new Equation(FORWARD, shifted.forward(), expected),
        new Equation(
            gradient(INPUT),
            shifted.gradient(INPUT, exam.cotangent()),
            original.gradient(INPUT, exam.cotangent())));
  }

  private static List<Equation> permutation(Case exam) {
    OptionalInt axis = axis(exam);
    Tensor x = exam.operands().get(INPUT);
    if (axis.isEmpty() || x.shape().extent(axis.getAsInt()) < 2) {
      return List.of();
    }
    Rearrangement rolled = Rearrangement.rolled(x.shape(), axis.getAsInt(), 1);
    Rearrangement ofOutput =
        exam.operator() instanceof LogSumExp
            ? Rearrangement.identity(exam.cotangent().shape())
            : rolled;
    Question original = Question.of(exam);
    Question permuted = original.with(INPUT, rolled.of(x));
    return List.of(
        new Equation(FORWARD, permuted.forward(), original.forward().read(ofOutput)),
        new Equation(
            gradient(INPUT),
            permuted.gradient(INPUT, ofOutput.of(exam.cotangent())),
            original.gradient(INPUT, exam.cotangent()).read(rolled)));
  }

  private static List<Equation> sums(Case exam) {
    OptionalInt found = axis(exam);
    if (found.isEmpty()
        || exam.operator() instanceof LogSumExp
        || !areDistributions(exam.operands().get(INPUT), found.getAsInt())) {
      return List.of();
    }
    int axis = found.getAsInt();
    Question question = Question.of(exam);
    Shape shape = question.operand(INPUT).shape();
    Side probabilities =
        exam.operator() instanceof Softmax ? question.forward() : question.forward().exp();
    Equation one =
        new Equation(
            FORWARD,
            probabilities.sum(axis),
            Side.exactly(Tensor.filled(question.operand(INPUT).dtype(), shape.without(axis), 1)));
    return shape.extent(axis) < 2
        ? List.of(one)
        : List.of(
            one,
            sumsToZero(gradient(INPUT), question.gradient(INPUT, exam.cotangent()), shape, axis));
  }

  /** Whether softmax is defined on every line: the greatest logit is finite. */
  private static boolean areDistributions(Tensor x, int axis) {
    Lines lines = new Lines(x.shape(), axis);
    return IntStream.range(0, lines.count())
        .allMatch(
            line ->
                Double.isFinite(
                    IntStream.range(0, lines.length())
                        .mapToDouble(i -> x.at(lines.offset(line, i)))
                        .max()
                        .orElse(Double.NaN)));
  }

  /** Σ_i g_i = 0, with the first term on the other side so that there is something to compare. */
  static Equation sumsToZero(String quantity, Side side, Shape shape, int axis) {
    int extent = shape.extent(axis);
    return new Equation(
        quantity,
        side.read(Rearrangement.sliced(shape, axis, 1, extent)).sum(axis),
        side.read(Rearrangement.sliced(shape, axis, 0, 1)).sum(axis).times(-1));
  }

  private static List<Equation> exponential(Case exam) {
    Question question = Question.of(exam);
    if (exam.operator() instanceof Softmax softmax) {
      return List.of(
          new Equation(
              FORWARD,
              question.forward(),
              question.of(new LogSoftmax(softmax.axis())).forward().exp()));
    }
    if (exam.operator() instanceof LogSoftmax softmax) {
      return List.of(
          new Equation(
              FORWARD,
              question.forward().exp(),
              question.of(new Softmax(softmax.axis())).forward()));
    }
    return List.of();
  }

  private static List<Equation> normalizer(Case exam) {
    OptionalInt found = axis(exam);
    if (found.isEmpty()
        || exam.operator() instanceof Softmax
        || !Lattice.isFinite(exam.operands().get(INPUT))) {
      return List.of();
    }
    int axis = found.getAsInt();
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    Rearrangement repeated =
        Rearrangement.repeated(x.shape().without(axis), axis, x.shape().extent(axis));
    if (exam.operator() instanceof LogSoftmax) {
      Side logSumExp = question.of(new LogSumExp(axis)).forward().read(repeated);
      return List.of(new Equation(FORWARD, question.forward(), Side.exactly(x).minus(logSumExp)));
    }
    Side gradient = question.gradient(INPUT, exam.cotangent());
    Side logSoftmax = question.of(new LogSoftmax(axis)).forward();
    Side cotangent = Side.exactly(exam.cotangent());
    return List.of(
        new Equation(FORWARD, question.forward().read(repeated), Side.exactly(x).minus(logSoftmax)),
        new Equation(gradient(INPUT), gradient.sum(axis), cotangent),
        new Equation(
            gradient(INPUT),
            gradient,
            question.of(new Softmax(axis)).forward().times(cotangent.read(repeated))));
  }
}
