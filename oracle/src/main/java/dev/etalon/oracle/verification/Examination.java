package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.CaseSource;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.diagnosis.Diagnosis;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.pytorch.PyTorchJudge;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What judges found of one trial.
 *
 * @param judgements their verdicts, failures with their likely mistake
 * @param cells what the definition's trial adds to the coverage
 */
record Examination(List<Judgement> judgements, List<Cell> cells) {
  /** One look, or the reason for none, at a cell of the coverage. */
  record Cell(String operator, String quantity, String judge, boolean judged, String reason) {}

  Examination {
    judgements = List.copyOf(judgements);
    cells = List.copyOf(cells);
  }

  /** Has the judges examine a trial whose case was drawn from the seed. */
  static Examination of(Trial trial, List<Judge> judges, long seed) {
    Case exam = trial.exam();
    String operator = exam.operator().name();
    List<Judgement> judgements = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    Map<String, Optional<String>> mistakes = new HashMap<>();
    for (Judge judge : judges) {
      long start = System.nanoTime();
      Map<String, Verdict> verdicts = Guarded.judge(judge, trial);
      double seconds = (System.nanoTime() - start) * 1e-9;
      for (String quantity : exam.quantities()) {
        Optional<Verdict> verdict =
            Optional.ofNullable(verdicts.get(quantity))
                .map(given -> explained(trial, quantity, judge, given, mistakes));
        verdict.ifPresent(
            given ->
                judgements.add(
                    new Judgement(
                        operator,
                        exam.id(),
                        trial.dtype(),
                        trial.implementation().name(),
                        judge.name(),
                        quantity,
                        given,
                        seconds / verdicts.size(),
                        seed)));
        if (trial.implementation() == Evaluation.DEFINITION) {
          cells.add(cell(trial, quantity, judge, verdict));
        }
      }
      exam.withoutGradient()
          .forEach(
              (quantity, reason) ->
                  cells.add(new Cell(operator, quantity, judge.name(), false, reason)));
    }
    return new Examination(judgements, cells);
  }

  /** What one judge says of one quantity, in the light of what is known of PyTorch. */
  static Optional<Verdict> verdict(Trial trial, Judge judge, String quantity) {
    return Optional.ofNullable(Guarded.judge(judge, trial).get(quantity))
        .map(verdict -> known(trial, quantity, verdict));
  }

  /** A case without a truth, such as one whose VJP is broken, costs itself and not the run. */
  static Judgement unjudged(CaseSource source, DType dtype, long seed, RuntimeException reason) {
    return instead(
        source, dtype, seed, Verdict.crashed("the case has no truth to judge by: " + reason));
  }

  /** Rounded, it would be another question: where a number became 0 there may be a kink. */
  static Judgement outOfRange(CaseSource source, DType dtype, long seed) {
    return instead(
        source,
        dtype,
        seed,
        Verdict.skipped(
            "the case's data leaves the range of %s: numbers become 0 or infinite"
                .formatted(dtype)));
  }

  /** What stands in the place of all verdicts on a case. */
  private static Judgement instead(CaseSource source, DType dtype, long seed, Verdict verdict) {
    return new Judgement(
        source.operatorName(),
        source.id(),
        dtype,
        Evaluation.DEFINITION.name(),
        "extended",
        Case.FORWARD,
        verdict,
        0,
        seed);
  }

  /** Several examinations as one. */
  static Examination together(List<Examination> parts) {
    return new Examination(
        parts.stream().flatMap(part -> part.judgements().stream()).toList(),
        parts.stream().flatMap(part -> part.cells().stream()).toList());
  }

  private static Verdict known(Trial trial, String quantity, Verdict verdict) {
    return trial.implementation() instanceof PyTorch
        ? PyTorchJudge.ofReducedPrecision(
            trial, quantity, PyTorchJudge.explained(trial, quantity, verdict))
        : verdict;
  }

  /**
   * A verdict in the light of what is known of PyTorch, a failure with its likely mistake.
   *
   * @param mistakes those of the trial that are looked for already, by quantity
   */
  private static Verdict explained(
      Trial trial,
      String quantity,
      Judge judge,
      Verdict verdict,
      Map<String, Optional<String>> mistakes) {
    Verdict known = known(trial, quantity, verdict);
    if (known.status() != Status.FAILED
        || !(trial.result(quantity) instanceof Outcome.Computed<Tensor> computed)) {
      return known;
    }
    Verdict sided = Triangulation.of(trial, quantity, judge, known);
    if (Triangulation.isRight(trial, quantity)) {
      // where the truth is on the implementation's side there is no mistake to name
      return sided;
    }
    return mistakes
        .computeIfAbsent(quantity, wrong -> likelyMistake(trial, wrong, computed.value()))
        .map(
            mistake ->
                new Verdict(
                    Status.FAILED,
                    sided.explanation() + "; likely mistake: " + mistake,
                    known.agreement()))
        .orElse(sided);
  }

  private static Optional<String> likelyMistake(Trial trial, String quantity, Tensor wrong) {
    return new Diagnosis(Mutants.of(trial.exam().operator().name()))
        .explain(trial.standard(), quantity, wrong);
  }

  private static Cell cell(Trial trial, String quantity, Judge judge, Optional<Verdict> verdict) {
    boolean judged = verdict.flatMap(Verdict::agreement).isPresent();
    String reason =
        verdict.map(Verdict::explanation).or(() -> judge.silence(trial, quantity)).orElse("");
    return new Cell(trial.exam().operator().name(), quantity, judge.name(), judged, reason);
  }
}
