package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Names the likely mistake behind a wrong result. Every hypothesis predicts a result; the one that
 * leaves the smallest part of the error unexplained wins, if that part is below {@link
 * #UNEXPLAINED}. If none does, the region of the error is described.
 */
public final class Diagnosis {
  /** A hypothesis explains a result if it leaves less than this part of the error. */
  private static final double UNEXPLAINED = 1.0 / 64;

  /**
   * A possible explanation.
   *
   * @param sentence what would be wrong
   * @param prediction the result that would follow
   */
  record Hypothesis(String sentence, Supplier<Tensor> prediction) {}

  private final List<Mutant> mutants;

  /**
   * @param mutants the known mistakes, the likeliest first
   */
  public Diagnosis(List<Mutant> mutants) {
    this.mutants = List.copyOf(mutants);
  }

  /** The likely mistake behind a wrong result of the right shape, in a sentence. */
  public Optional<String> explain(Standard standard, String quantity, Tensor got) {
    Tensor truth = standard.rounded(quantity);
    if (!got.shape().equals(truth.shape()) || got.size() == 0 || got.equals(truth)) {
      return Optional.empty();
    }
    List<Hypothesis> hypotheses = new ArrayList<>(Structure.hypotheses(standard.exam(), truth));
    for (Mutant mutant : mutants) {
      // a mutant that is right on this side says nothing, even where the definition itself is wrong
      Implementation side = quantity.equals(Case.FORWARD) ? mutant.forward() : mutant.backward();
      if (side != Evaluation.DEFINITION) {
        hypotheses.add(
            new Hypothesis(mutant.mistake(), () -> prediction(mutant, standard, quantity)));
      }
    }
    double error = distance(got, truth);
    return hypotheses.stream()
        .map(hypothesis -> new Explained(hypothesis.sentence(), remaining(hypothesis, got, error)))
        .filter(explained -> explained.remaining() < UNEXPLAINED)
        .min(Comparator.comparingDouble(Explained::remaining))
        .map(Explained::sentence)
        .or(() -> Region.describe(standard, quantity, got));
  }

  private record Explained(String sentence, double remaining) {}

  private static Tensor prediction(Mutant mutant, Standard standard, String quantity) {
    Case exam = standard.exam();
    if (quantity.equals(Case.FORWARD)) {
      return mutant.forward().forward(exam.operator(), exam.operands(), standard.dtype());
    }
    Tensor gradient =
        mutant
            .backward()
            .vjp(exam.operator(), exam.operands(), exam.cotangent(), standard.dtype())
            .get(Case.operandOf(quantity));
    return gradient == null ? standard.rounded(quantity) : gradient;
  }

  /** The part of the error that a hypothesis leaves; 1 for one that predicts the truth. */
  private static double remaining(Hypothesis hypothesis, Tensor got, double error) {
    Tensor prediction = hypothesis.prediction().get();
    if (!prediction.shape().equals(got.shape())) {
      return 1;
    }
    double left = distance(got, prediction);
    if (left == 0) {
      return 0;
    }
    return Double.isInfinite(error) ? 1 : left / error;
  }

  /** Root of the sum of squared differences; equal non-finite elements do not differ. */
  private static double distance(Tensor a, Tensor b) {
    double squares = 0;
    for (int i = 0; i < a.size(); i++) {
      double x = a.at(i);
      double y = b.at(i);
      if (Double.compare(x, y) != 0 && x != y) {
        double difference = x - y;
        squares += Double.isFinite(difference) ? difference * difference : Double.POSITIVE_INFINITY;
      }
    }
    return Math.sqrt(squares);
  }
}
