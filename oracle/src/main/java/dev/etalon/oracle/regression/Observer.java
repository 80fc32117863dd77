package dev.etalon.oracle.regression;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Progress;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
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
  private static final List<DType> DTYPES = List.of(DType.FLOAT64, DType.FLOAT32);

  /** A case in a precision. */
  record Task(Recipe recipe, DType dtype) {}

  /** What there is to do: the selected cases that the implementation claims, in each precision. */
  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (Recipe recipe : Catalog.recipes()) {
      if (selection.includes(recipe) && implementation.claims(recipe.operator())) {
        DTYPES.stream()
            .filter(selection::includes)
            .forEach(dtype -> tasks.add(new Task(recipe, dtype)));
      }
    }
    return tasks;
  }

  /** Has the implementation judged on every task. */
  public Snapshot observe(String name, Map<String, String> environment, Progress progress) {
    List<Task> tasks = tasks();
    progress.started(tasks.size());
    try (Battery battery = Battery.of(selection, seed)) {
      List<Observation> observations =
          tasks.parallelStream()
              .map(
                  task -> {
                    List<Observation> found = observe(task, battery);
                    progress.finished(task.recipe().id() + " " + task.dtype());
                    return found;
                  })
              .flatMap(List::stream)
              .toList();
      return new Snapshot(
          Snapshot.SCHEMA, name, implementation.name(), seed, environment, observations, List.of());
    }
  }

  private List<Observation> observe(Task task, Battery battery) {
    Case exam = task.recipe().draw(seed).as(task.dtype());
    Trial trial = new Trial(new Standard(exam, task.dtype()), implementation);
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
