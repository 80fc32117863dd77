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

/**
 * Names the likely mistake behind a wrong result. Every hypothesis predicts a result; the one that
 * leaves the smallest part of the error unexplained wins, if that part is small enough ({@link
 * Unexplained}). The right result scaled or moved and the known mistakes are tried first, then the
 * definition on operands that are misread. If none explains the error, it is described: how many
 * digits are left, one number for all elements, or the region where it lies.
 */
public final class Diagnosis {
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
    Unexplained unexplained = Unexplained.of(standard, quantity, got);
    return best(likely(standard, quantity), unexplained)
        .or(() -> LostDigits.describe(standard, quantity, got))
        .or(() -> best(Misreading.hypotheses(standard, quantity), unexplained))
        .or(() -> SameForAll.describe(standard, quantity, got))
        .or(() -> Region.describe(standard, quantity, got));
  }

  /** The result scaled or moved, and the known mistakes, the likeliest first. */
  List<Hypothesis> likely(Standard standard, String quantity) {
    List<Hypothesis> hypotheses = new ArrayList<>(Structure.hypotheses(standard, quantity));
    for (Mutant mutant : mutants) {
      // a mutant that is right on this side says nothing, even where the definition itself is wrong
      Implementation side = quantity.equals(Case.FORWARD) ? mutant.forward() : mutant.backward();
      if (side != Evaluation.DEFINITION) {
        hypotheses.add(
            new Hypothesis(mutant.mistake(), () -> prediction(mutant, standard, quantity)));
      }
    }
    return hypotheses;
  }

  private record Explained(String sentence, double remaining) {}

  private static Optional<String> best(List<Hypothesis> hypotheses, Unexplained unexplained) {
    return hypotheses.stream()
        .map(hypothesis -> new Explained(hypothesis.sentence(), unexplained.after(hypothesis)))
        .filter(explained -> unexplained.isExplained(explained.remaining()))
        .min(Comparator.comparingDouble(Explained::remaining))
        .map(Explained::sentence);
  }

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
}
