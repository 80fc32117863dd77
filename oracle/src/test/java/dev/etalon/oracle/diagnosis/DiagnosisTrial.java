package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A wrong result of a mutant, drawn from a seed, and what {@link Diagnosis} has to say of it.
 *
 * @param mutant who gave it
 * @param standard the truth of the case
 * @param quantity the first quantity that the truth rejects there
 * @param got the result
 */
record DiagnosisTrial(Mutant mutant, Standard standard, String quantity, Tensor got) {
  /** What was named. */
  enum Naming {
    /** The mistake itself, or one that gives the same numbers there. */
    RIGHT,
    /** Another mistake. */
    WRONG,
    SILENT
  }

  record Answer(DiagnosisTrial trial, Naming naming, String sentence) {
    @Override
    public String toString() {
      return "%s on %s of %s: %s %s"
          .formatted(
              trial.mutant().name(),
              trial.quantity(),
              trial.standard().exam().id(),
              naming,
              sentence);
    }
  }

  /** One trial for each mutant of an operator, each on a case drawn among those that show it. */
  static List<DiagnosisTrial> of(String operator, DType dtype, long seed) {
    List<Standard> standards =
        Catalog.recipes(operator).stream()
            .map(recipe -> new Standard(recipe.draw(seed).as(dtype), dtype))
            .collect(Collectors.toCollection(ArrayList::new));
    List<DiagnosisTrial> trials = new ArrayList<>();
    Random random = new Random(seed ^ operator.hashCode());
    for (Mutant mutant : Mutants.of(operator)) {
      Collections.shuffle(standards, random);
      standards.stream()
          .map(standard -> rejected(mutant, standard))
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresent(trials::add);
    }
    return trials;
  }

  private static Optional<DiagnosisTrial> rejected(Mutant mutant, Standard standard) {
    Trial trial = new Trial(standard, mutant.implementation());
    Map<String, Verdict> verdicts = new ExtendedPrecisionJudge().judge(trial);
    for (String quantity : standard.exam().quantities()) {
      if (verdicts.get(quantity).status() == Status.FAILED
          && trial.result(quantity) instanceof Outcome.Computed<Tensor> computed) {
        return Optional.of(new DiagnosisTrial(mutant, standard, quantity, computed.value()));
      }
    }
    return Optional.empty();
  }

  /** The mutant is among the known mistakes. */
  Answer knowing() {
    return answer(Mutants.of(mutant.operator()), got);
  }

  /** As {@link #knowing}, in a kernel with rounding errors of its own. */
  Answer roundedOtherwise() {
    return answer(Mutants.of(mutant.operator()), rounded(standard.peers(quantity).get(0)));
  }

  /** The mutant is not among the known mistakes. */
  Answer ignorant() {
    List<Mutant> others =
        Mutants.of(mutant.operator()).stream()
            .filter(other -> !other.name().equals(mutant.name()))
            .toList();
    return answer(others, got);
  }

  private Answer answer(List<Mutant> known, Tensor result) {
    String sentence = new Diagnosis(known).explain(standard, quantity, result).orElse("");
    Naming naming =
        sentence.isEmpty() ? Naming.SILENT : isRight(sentence) ? Naming.RIGHT : Naming.WRONG;
    return new Answer(this, naming, sentence);
  }

  private boolean isRight(String sentence) {
    if (FaultKind.isTold(mutant, sentence)) {
      return true;
    }
    Unexplained unexplained = Unexplained.of(standard, quantity, got);
    return Stream.of(
            new Diagnosis(Mutants.of(mutant.operator())).likely(standard, quantity),
            Misreading.hypotheses(standard, quantity))
        .flatMap(List::stream)
        .filter(hypothesis -> hypothesis.sentence().equals(sentence))
        .anyMatch(hypothesis -> unexplained.after(hypothesis) == 0);
  }

  /** The result with the errors of a correct kernel on top. */
  private Tensor rounded(Tensor peer) {
    Tensor truth = standard.rounded(quantity);
    return Tensor.generate(
        got.dtype(),
        got.shape(),
        i -> {
          double moved = got.at(i) + (peer.at(i) - truth.at(i));
          return Double.isFinite(moved) ? moved : got.at(i);
        });
  }
}
