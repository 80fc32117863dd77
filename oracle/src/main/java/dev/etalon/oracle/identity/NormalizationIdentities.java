package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Batch normalization by the statistics of the batch. */
final class NormalizationIdentities {
  private static final String INPUT = "input";
  private static final String BIAS = "bias";

  private NormalizationIdentities() {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "mean-invariant",
            "batch_norm(x + c) = batch_norm(x) in training",
            NormalizationIdentities::shiftInvariance),
        new Identity(
            "centred",
            "Σ y[·,c,·] = 0 without bias and Σ x̄[·,c,·] = 0 in training",
            NormalizationIdentities::centring));
  }

  private static boolean isTraining(Case exam) {
    return exam.operator() instanceof BatchNorm norm
        && norm.statistics() == BatchNorm.Statistics.BATCH;
  }

  private static List<Equation> shiftInvariance(Case exam) {
    if (!isTraining(exam)) {
      return List.of();
    }
    Tensor given = exam.operands().get(INPUT);
    double shift = 2;
    Tensor x = Lattice.snapped(given, Lattice.largest(given) + shift);
    Question original = Question.of(exam).with(INPUT, x);
    Question shifted = original.with(INPUT, x.map(element -> element + shift));
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, shifted.forward(), original.forward()));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              shifted.gradient(operand, exam.cotangent()),
              original.gradient(operand, exam.cotangent())));
    }
    return equations;
  }

  private static List<Equation> centring(Case exam) {
    if (!isTraining(exam)) {
      return List.of();
    }
    Question question = Question.of(exam);
    Shape shape = question.operand(INPUT).shape();
    return List.of(
        sumsToZero(FORWARD, question.without(BIAS).forward(), shape),
        sumsToZero(gradient(INPUT), question.gradient(INPUT, exam.cotangent()), shape));
  }

  /** The sum over everything but the channels. */
  private static Equation sumsToZero(String quantity, Side side, Shape shape) {
    Rearrangement channelsFirst = Rearrangement.transposed(shape, 0, 1);
    Shape rows = Shape.of(shape.extent(1), shape.size() / shape.extent(1));
    return SoftmaxIdentities.sumsToZero(quantity, side.read(channelsFirst).reshaped(rows), rows, 1);
  }
}
