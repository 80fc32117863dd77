package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;

/** Losses over logits. */
final class LossIdentities {
  private static final String INPUT = "input";
  private static final String TARGET = "target";

  private LossIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "logit-shift",
            "loss(x + c) = loss(x) for a c of each row",
            LossIdentities::shiftInvariance),
        new Identity(
            "gradient-sums-to-zero",
            "Σ_c x̄[n,c] = 0: probabilities and targets both sum to 1",
            LossIdentities::gradientSumsToZero),
        new Identity(
            "softmax-minus-onehot",
            "loss(x, t) = −(1/N) Σ_n log_softmax(x)[n,t_n], x̄ = (ȳ/N)·(softmax(x) − onehot(t))",
            LossIdentities::likelihood),
        new Identity(
            "relabelled-classes",
            "loss(x∘π, π⁻¹(t)) = loss(x, t) for a permutation π of the classes",
            LossIdentities::relabelling));
  }

  private static boolean isOverLogits(Case exam) {
    return exam.operator() instanceof CrossEntropy;
  }

  private static List<Equation> shiftInvariance(Case exam) {
    if (!isOverLogits(exam)) {
      return List.of();
    }
    Tensor given = exam.operands().get(INPUT);
    double shift = SoftmaxIdentities.SHIFT;
    Tensor x = Lattice.snapped(given, Lattice.largest(given) + shift);
    Question original = Question.of(exam).with(INPUT, x);
    Question shifted = original.with(INPUT, x.map(element -> element + shift));
    return List.of(
        new Equation(FORWARD, shifted.forward(), original.forward()),
        new Equation(
            gradient(INPUT),
            shifted.gradient(INPUT, exam.cotangent()),
            original.gradient(INPUT, exam.cotangent())));
  }

  private static List<Equation> gradientSumsToZero(Case exam) {
    if (!isOverLogits(exam) || exam.operands().get(INPUT).shape().extent(1) < 2) {
      return List.of();
    }
    Question question = Question.of(exam);
    return List.of(
        SoftmaxIdentities.sumsToZero(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()),
            question.operand(INPUT).shape(),
            1));
  }

  /** Multiplied by N, so that no quotient has to be rounded. */
  private static List<Equation> likelihood(Case exam) {
    if (!isOverLogits(exam) || !Lattice.isFinite(exam.operands().get(INPUT))) {
      return List.of();
    }
    Question question = Question.of(exam);
    Tensor x = question.operand(INPUT);
    Tensor target = question.operand(TARGET);
    int classes = x.shape().extent(1);
    Tensor onehot =
        Tensor.generate(x.dtype(), x.shape(), i -> i % classes == target.at(i / classes) ? 1 : 0);
    Question logits = question.without(TARGET);
    Side logProbabilities = logits.of(new LogSoftmax(1)).forward();
    Side probabilities = logits.of(new Softmax(1)).forward();
    int batch = x.shape().extent(0);
    return List.of(
        new Equation(
            FORWARD,
            question.forward().times(-batch),
            logProbabilities.times(Side.exactly(onehot)).total()),
        new Equation(
            gradient(INPUT),
            question.gradient(INPUT, exam.cotangent()).times(batch),
            probabilities.minus(Side.exactly(onehot)).times(exam.cotangent().at(0))));
  }

  private static List<Equation> relabelling(Case exam) {
    if (!isOverLogits(exam) || exam.operands().get(INPUT).shape().extent(1) < 2) {
      return List.of();
    }
    Question original = Question.of(exam);
    Tensor x = original.operand(INPUT);
    int classes = x.shape().extent(1);
    Rearrangement rolled = Rearrangement.rolled(x.shape(), 1, 1);
    Question relabelled =
        original
            .with(INPUT, rolled.of(x))
            .with(TARGET, original.operand(TARGET).map(t -> (t + 1) % classes));
    return List.of(
        new Equation(FORWARD, relabelled.forward(), original.forward()),
        new Equation(
            gradient(INPUT),
            relabelled.gradient(INPUT, exam.cotangent()),
            original.gradient(INPUT, exam.cotangent()).read(rolled)));
  }
}
