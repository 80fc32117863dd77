package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.Subjects;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.gradcheck.FiniteDifferenceJudge;
import dev.etalon.oracle.identity.IdentityJudge;
import dev.etalon.oracle.judge.AdjointJudge;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.judge.ForwardModeJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.judge.LectureJudge;
import dev.etalon.oracle.pytorch.PyTorchJudge;
import dev.etalon.oracle.pytorch.TorchConfiguration;
import dev.etalon.oracle.pytorch.TorchEngine;
import dev.etalon.oracle.pytorch.TorchResult;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges the definitions on the catalogue's cases, and the wrong implementations beside them. The
 * same settings give the same verdicts, whatever the number of threads.
 */
public final class Verification {
  public static final long DEFAULT_SEED = 42;

  private static final List<DType> DTYPES = List.of(DType.FLOAT64, DType.FLOAT32);
  private static final int TIMING_REPETITIONS = 5;

  /**
   * How to verify.
   *
   * @param seed from which every case is drawn
   * @param device {@code cpu}, or {@code cuda} to have PyTorch judge there too
   * @param selection what to verify
   * @param threads how many cases to judge at a time
   */
  public record Settings(long seed, String device, Selection selection, int threads) {}

  /** A case in a dtype: what one task judges. */
  private record Task(Recipe recipe, DType dtype) {
    @Override
    public String toString() {
      return recipe.id() + " " + dtype;
    }
  }

  /** What one task found. */
  private record Part(
      List<Judgement> judgements, List<Cell> cells, Map<String, Map<String, String>> kills) {}

  /** One look, or the reason for none, at a cell of the coverage. */
  private record Cell(
      String operator, String quantity, String judge, boolean judged, String reason) {}

  private final Settings settings;
  private volatile boolean stopped;

  public Verification(Settings settings) {
    this.settings = settings;
  }

  /** The names of the judges that take part for a device. */
  public static List<String> judgeNames(String device) {
    return List.copyOf(judgeMethods(device).keySet());
  }

  /** What each judge does, by name. */
  public static Map<String, String> judgeMethods(String device) {
    Map<String, String> methods = new LinkedHashMap<>();
    for (Judge judge : judges(device)) {
      methods.put(judge.name(), judge.method());
    }
    return methods;
  }

  /** All judges for a device. PyTorch starts only when it is first asked. */
  private static List<Judge> judges(String device) {
    List<Judge> judges =
        new ArrayList<>(
            List.of(
                new ExtendedPrecisionJudge(),
                new FiniteDifferenceJudge(),
                new ForwardModeJudge(),
                new AdjointJudge(),
                new IdentityJudge(),
                new LectureJudge(),
                new PyTorchJudge(TorchConfiguration.cpu())));
    if (!device.equals("cpu")) {
      judges.add(new PyTorchJudge(TorchConfiguration.cuda()));
    }
    return judges;
  }

  /** Asks a running verification to end; {@link #run} then returns what it has. */
  public void stop() {
    stopped = true;
  }

  /** Runs it. */
  public Findings run(Progress progress) {
    List<Judge> judges =
        judges(settings.device()).stream()
            .filter(judge -> settings.selection().includesJudge(judge.name()))
            .toList();
    List<PyTorchJudge> engines =
        judges.stream()
            .filter(PyTorchJudge.class::isInstance)
            .map(PyTorchJudge.class::cast)
            .toList();
    try {
      List<Task> tasks = tasks();
      progress.started(tasks.size() + (engines.isEmpty() ? 0 : tasks.size()));
      List<Part> parts = inParallel(tasks, judges, progress);
      List<Timing> timings = new ArrayList<>();
      for (Task task : engines.isEmpty() ? List.<Task>of() : tasks) {
        if (!stopped) {
          timings.addAll(time(task, engines.get(0)));
          progress.finished("timing " + task);
        }
      }
      return findings(parts, timings, judges, engines);
    } finally {
      engines.forEach(PyTorchJudge::close);
    }
  }

  private List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (Recipe recipe : Catalog.recipes()) {
      for (DType dtype : DTYPES) {
        if (settings.selection().includes(recipe) && settings.selection().includes(dtype)) {
          tasks.add(new Task(recipe, dtype));
        }
      }
    }
    return tasks;
  }

  private List<Part> inParallel(List<Task> tasks, List<Judge> judges, Progress progress) {
    ExecutorService executor = Executors.newFixedThreadPool(settings.threads());
    try {
      List<Future<Optional<Part>>> futures = new ArrayList<>();
      for (Task task : tasks) {
        Callable<Optional<Part>> work =
            () -> {
              if (stopped) {
                return Optional.empty();
              }
              Part part = judge(task, judges);
              progress.finished(task.toString());
              return Optional.of(part);
            };
        futures.add(executor.submit(work));
      }
      List<Part> parts = new ArrayList<>();
      for (Future<Optional<Part>> future : futures) {
        future.get().ifPresent(parts::add);
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while judging", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a judge failed unexpectedly: " + e.getCause(), e);
    } finally {
      executor.shutdownNow();
    }
  }

  private Part judge(Task task, List<Judge> judges) {
    Case exam = task.recipe().draw(settings.seed()).as(task.dtype());
    Standard standard = new Standard(exam, task.dtype());
    List<Judgement> judgements = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    for (Implementation subject : Subjects.all()) {
      if (subject.claims(exam.operator())) {
        judge(new Trial(standard, subject), judges, judgements, cells);
      }
    }
    return new Part(judgements, cells, kills(standard, judges));
  }

  private void judge(
      Trial trial, List<Judge> judges, List<Judgement> judgements, List<Cell> cells) {
    Case exam = trial.exam();
    for (Judge judge : judges) {
      long start = System.nanoTime();
      Map<String, Verdict> verdicts = guarded(judge, trial);
      double seconds = (System.nanoTime() - start) * 1e-9;
      String operator = exam.operator().name();
      for (String quantity : exam.quantities()) {
        Optional<Verdict> verdict = Optional.ofNullable(verdicts.get(quantity));
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
                        settings.seed())));
        cells.add(cell(operator, quantity, judge, verdict, trial));
      }
    }
  }

  private static Cell cell(
      String operator, String quantity, Judge judge, Optional<Verdict> verdict, Trial trial) {
    boolean judged = verdict.flatMap(Verdict::agreement).isPresent();
    String reason =
        verdict.map(Verdict::explanation).or(() -> judge.silence(trial, quantity)).orElse("");
    return new Cell(operator, quantity, judge.name(), judged, reason);
  }

  /** Whatever a judge meets in foreign code is a verdict on that code. */
  private static Map<String, Verdict> guarded(Judge judge, Trial trial) {
    try {
      return judge.judge(trial);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      Function<String, Verdict> crashed =
          quantity -> Verdict.crashed("%s met %s".formatted(judge.name(), e));
      return trial.exam().quantities().stream()
          .filter(quantity -> judge.silence(trial, quantity).isEmpty())
          .collect(Collectors.toMap(Function.identity(), crashed));
    }
  }

  /** For each mutant of the case's operator, the judges that reject it, with their evidence. */
  private Map<String, Map<String, String>> kills(Standard standard, List<Judge> judges) {
    Map<String, Map<String, String>> kills = new LinkedHashMap<>();
    for (Mutant mutant : mutants(standard.exam().operator().name())) {
      Trial trial = new Trial(standard, mutant.implementation());
      Map<String, String> killers = new LinkedHashMap<>();
      for (Judge judge : judges) {
        guarded(judge, trial).entrySet().stream()
            .filter(entry -> entry.getValue().status().isDisagreement())
            .findFirst()
            .ifPresent(
                entry ->
                    killers.put(
                        judge.name(),
                        "%s of %s: %s"
                            .formatted(
                                entry.getKey(),
                                standard.exam().id(),
                                entry.getValue().explanation())));
      }
      kills.put(mutant.name() + " " + standard.dtype(), killers);
    }
    return kills;
  }

  /** None where cases or judges are left out, since a mutant may need just those. */
  private List<Mutant> mutants(String operator) {
    Selection selection = settings.selection();
    if (!selection.cases().isEmpty() || !selection.judges().isEmpty()) {
      return List.of();
    }
    return Mutants.all().stream().filter(mutant -> mutant.operator().equals(operator)).toList();
  }

  private List<Timing> time(Task task, PyTorchJudge engine) {
    Case exam = task.recipe().draw(settings.seed()).as(task.dtype());
    return engine
        .time(exam, TIMING_REPETITIONS)
        .map(
            theirs -> {
              Implementation definition = Evaluation.DEFINITION;
              double forward =
                  Stopwatch.median(
                      TIMING_REPETITIONS,
                      () -> definition.forward(exam.operator(), exam.operands(), task.dtype()));
              double both =
                  Stopwatch.median(
                      TIMING_REPETITIONS,
                      () -> {
                        definition.forward(exam.operator(), exam.operands(), task.dtype());
                        definition.vjp(
                            exam.operator(), exam.operands(), exam.cotangent(), task.dtype());
                      });
              List<Timing> timings = new ArrayList<>();
              timings.add(timing(task, engine, "forward", forward, theirs.forward()));
              theirs
                  .forwardAndBackward()
                  .ifPresent(
                      seconds -> timings.add(timing(task, engine, "forward+vjp", both, seconds)));
              return timings;
            })
        .orElse(List.of());
  }

  private static Timing timing(
      Task task, PyTorchJudge engine, String quantity, double ours, double theirs) {
    return new Timing(
        task.recipe().operator().name(),
        task.recipe().id(),
        quantity,
        task.dtype(),
        Evaluation.DEFINITION.name(),
        engine.name(),
        ours,
        theirs);
  }

  private Findings findings(
      List<Part> parts, List<Timing> timings, List<Judge> judges, List<PyTorchJudge> engines) {
    Map<String, String> methods = new LinkedHashMap<>();
    judges.forEach(judge -> methods.put(judge.name(), judge.method()));
    Map<String, String> lines = new LinkedHashMap<>();
    List<String> unavailable = new ArrayList<>();
    for (PyTorchJudge engine : engines) {
      TorchEngine state = engine.engine();
      if (state instanceof TorchEngine.Absent absent) {
        lines.put(engine.name(), absent.reason().message());
        if (absent.reason() instanceof TorchResult.Unavailable) {
          unavailable.add(engine.name() + ": " + absent.reason().message());
        }
      } else {
        lines.put(engine.name(), state.toString());
      }
    }
    return new Findings(
        parts.stream().flatMap(part -> part.judgements().stream()).toList(),
        mutantResults(parts),
        timings,
        coverage(parts),
        methods,
        lines,
        unavailable,
        stopped);
  }

  private static List<MutantResult> mutantResults(List<Part> parts) {
    List<MutantResult> results = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      for (DType dtype : DTYPES) {
        List<Map<String, String>> tried =
            parts.stream()
                .map(part -> part.kills().get(mutant.name() + " " + dtype))
                .filter(Objects::nonNull)
                .toList();
        if (!tried.isEmpty()) {
          Set<String> killers = new TreeSet<>();
          tried.forEach(kills -> killers.addAll(kills.keySet()));
          String evidence =
              tried.stream()
                  .flatMap(kills -> kills.values().stream())
                  .findFirst()
                  .orElse("no judge rejected it on any case");
          results.add(
              new MutantResult(
                  mutant.name(),
                  mutant.operator(),
                  mutant.mistake(),
                  dtype,
                  List.copyOf(killers),
                  evidence));
        }
      }
    }
    return results;
  }

  private static List<Coverage> coverage(List<Part> parts) {
    Map<List<String>, List<Cell>> cells =
        parts.stream()
            .flatMap(part -> part.cells().stream())
            .collect(
                Collectors.groupingBy(
                    cell -> List.of(cell.operator(), cell.quantity(), cell.judge()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Coverage> coverage = new ArrayList<>();
    cells.forEach(
        (key, looks) -> {
          int judged = (int) looks.stream().filter(Cell::judged).count();
          String reason = judged > 0 ? "" : looks.get(0).reason();
          coverage.add(new Coverage(key.get(0), key.get(1), key.get(2), judged, reason));
        });
    return coverage;
  }
}
