package dev.etalon.oracle.exchange;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges the answers of a foreign program as those of any other implementation, as far as they go.
 *
 * @param program whose answers they are, for the report
 * @param seed from which the cases were drawn
 * @param battery the judges; of {@link #JUDGES}
 * @param reproduce the command that repeats the judgement of one case
 */
public record Marking(
    String program, long seed, Battery battery, Function<Exercise, String> reproduce) {
  /** The judge of what is no number: whether there is an answer at all. */
  public static final String ANSWER = "answer";

  /** What {@link #ANSWER} does. */
  public static final String ANSWER_METHOD =
      "whether the program answered, with files that can be read, and left its inputs as they were";

  /** The judges that ask an implementation nothing beside the case's own question. */
  public static final List<String> JUDGES =
      List.of("extended", "forward-mode", "lecture", "pytorch-cpu");

  /** A program that has spoken and cannot be asked again. */
  private record Recorded(String name) implements Implementation {
    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      throw askedAgain();
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      throw askedAgain();
    }

    private static NoResult askedAgain() {
      return new NoResult(Verdict.skipped("recorded answers cannot be asked again"));
    }
  }

  /** The verdicts on an answer: one at least for every quantity of the case. */
  public List<Judgement> mark(Asked asked, Answer answer) {
    Case exam = asked.exam();
    List<Judgement> judgements = new ArrayList<>();
    Map<String, Outcome<Tensor>> results = new LinkedHashMap<>();
    for (String quantity : exam.quantities()) {
      Optional<Verdict> absence = answer.verdict(quantity);
      absence.ifPresent(verdict -> judgements.add(judgement(asked, quantity, verdict)));
      results.put(
          quantity,
          absence
              .<Outcome<Tensor>>map(Outcome.Without::new)
              .orElseGet(() -> new Outcome.Computed<>(answer.result(quantity).orElseThrow(), 0)));
    }
    List<String> changed = answer.changed(exam);
    if (!changed.isEmpty()) {
      judgements.add(
          judgement(
              asked,
              Case.FORWARD,
              Verdict.failed(
                  "changed its inputs in place: %s; work on a copy"
                      .formatted(String.join(", ", changed)))));
    }
    if (results.values().stream().anyMatch(Marking::isThere)) {
      judgements.addAll(measured(asked, results));
    }
    return judgements;
  }

  private static boolean isThere(Outcome<Tensor> outcome) {
    return outcome instanceof Outcome.Computed<Tensor>;
  }

  private List<Judgement> measured(Asked asked, Map<String, Outcome<Tensor>> results) {
    DType dtype = asked.exercise().precision();
    Standard standard;
    try {
      standard = new Standard(catalogued(asked, dtype), dtype);
    } catch (RuntimeException | OutOfMemoryError e) {
      Verdict verdict = Verdict.crashed("the case has no truth to judge by: " + e);
      return List.of(judgement(asked, Case.FORWARD, verdict));
    }
    return battery.judge(new Trial(standard, new Recorded(program), results)).stream()
        .filter(judgement -> isThere(results.get(judgement.quantity())))
        .map(judgement -> judgement.reproducedBy(reproduce.apply(asked.exercise())))
        .toList();
  }

  /** The catalogue's case if it is this one: it knows the lectures' numbers. */
  private Case catalogued(Asked asked, DType dtype) {
    Case exam = asked.exam();
    for (Recipe recipe : Catalog.recipes(exam.operator().name())) {
      if (recipe.id().equals(exam.id())) {
        Case drawn = recipe.draw(seed).as(dtype);
        if (drawn.operator().equals(exam.operator())
            && Exercise.arrays(drawn).equals(Exercise.arrays(exam))) {
          return drawn;
        }
      }
    }
    return exam;
  }

  private Judgement judgement(Asked asked, String quantity, Verdict verdict) {
    Exercise exercise = asked.exercise();
    return new Judgement(
        exercise.operator(),
        exercise.id(),
        exercise.precision(),
        program,
        ANSWER,
        quantity,
        verdict,
        0,
        seed,
        reproduce.apply(exercise));
  }
}
