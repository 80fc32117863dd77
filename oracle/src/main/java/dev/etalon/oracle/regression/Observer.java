package dev.etalon.oracle.regression;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Progress;
import dev.etalon.oracle.verification.Question;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the deterministic part of a snapshot: verdicts, figures and bits.
 *
 * @param implementation whose state it is
 * @param selection the operators, cases, precisions and judges
 * @param seed from which the cases are drawn
 */
public record Observer(Implementation implementation, Selection selection, long seed) {
  /** Has the implementation judged on everything selected that it claims. */
  public Snapshot observe(String name, Map<String, String> environment, Progress progress) {
    List<Question> questions = Question.to(implementation, selection);
    progress.started(questions.size());
    try (Battery battery = Battery.of(selection, seed)) {
      List<Observation> observations =
          questions.parallelStream()
              .map(
                  question -> {
                    List<Observation> found = observe(question, battery);
                    progress.finished(question.toString());
                    return found;
                  })
              .flatMap(List::stream)
              .toList();
      return new Snapshot(
          Snapshot.SCHEMA, name, implementation.name(), seed, environment, observations, List.of());
    }
  }

  private List<Observation> observe(Question question, Battery battery) {
    Case exam = question.recipe().draw(seed).as(question.dtype());
    Trial trial = new Trial(new Standard(exam, question.dtype()), implementation);
    List<Observation> observations = new ArrayList<>();
    for (Judgement judgement : battery.judge(trial)) {
      observations.add(Observation.of(judgement, fingerprint(trial, judgement.quantity())));
    }
    return observations;
  }

  private static @Nullable String fingerprint(Trial trial, String quantity) {
    return trial.result(quantity) instanceof Outcome.Computed<Tensor> computed
        ? Fingerprint.of(computed.value())
        : null;
  }
}
