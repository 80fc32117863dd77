package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.CaseSource;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Subjects;
import dev.etalon.fixtures.lecture.WorkedExamples;
import dev.etalon.fixtures.mutant.Mutant;
import dev.etalon.fixtures.mutant.Mutants;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.judge.LectureJudge;
import dev.etalon.oracle.probe.Probe;
import dev.etalon.oracle.probe.Probes;
import dev.etalon.oracle.probe.Workload;
import dev.etalon.oracle.pytorch.CudaMode;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.timing.Contestant;
import dev.etalon.oracle.timing.Pace;
import dev.etalon.oracle.timing.Race;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.timing.Work;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges the definitions on the catalogue's cases, and the wrong implementations beside them. The
 * same settings give the same verdicts, whatever the number of threads.
 */
public final class Verification {
  public static final long DEFAULT_SEED = 42;

  /** The precisions in which every judge takes part. */
  public static final List<DType> DTYPES = List.of(DType.FLOAT64, DType.FLOAT32);

  /**
   * In these only the truth judges, and no wrong implementation is tried: finite differences and
   * the like have nothing to say where a number has eight bits.
   */
  private static final List<DType> REDUCED = List.of(DType.BFLOAT16, DType.FLOAT16);

  /** How many cases of each operator are asked in those if everything is. */
  private static final int REDUCED_CASES = 1;

  /**
   * How to verify.
   *
   * @param seed from which every case is drawn
   * @param device {@code cpu}, or {@code cuda} to have PyTorch judge there too
   * @param selection what to verify
   * @param threads how many cases to judge at a time
   * @param cuda what CUDA may do
   */
  public record Settings(
      long seed, String device, Selection selection, int threads, CudaMode cuda) {
    /** As above, CUDA in full float32. */
    public Settings(long seed, String device, Selection selection, int threads) {
      this(seed, device, selection, threads, CudaMode.PRECISE);
    }
  }

  /** A case in a dtype: what one task judges. */
  private record Task(CaseSource source, DType dtype) {
    @Override
    public String toString() {
      return source.id() + " " + dtype;
    }
  }

  /** A wrong implementation in a dtype. */
  private record MutantTask(Mutant mutant, DType dtype) {
    @Override
    public String toString() {
      return "mutant " + mutant.name() + " " + dtype;
    }
  }

  private final Settings settings;
  private final Map<Task, Standard> standards = new ConcurrentHashMap<>();
  private final Set<Task> unjudged = ConcurrentHashMap.newKeySet();
  private final Map<String, MutantTrials> mutantTrials = new ConcurrentHashMap<>();
  private final Map<Judgement, Disagreement> disagreements = new ConcurrentHashMap<>();
  private final Consumer<Disagreement> listener;
  private volatile boolean stopped;

  public Verification(Settings settings) {
    this(settings, disagreement -> {});
  }

  /**
   * A verification that tells of every disagreement, in order, when all cases are judged and the
   * engines are still there to be asked again.
   */
  public Verification(Settings settings, Consumer<Disagreement> listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** The names of the judges that take part for a device. */
  public static List<String> judgeNames(String device) {
    return List.copyOf(judgeMethods(device).keySet());
  }

  /** What each judge does, by name. */
  public static Map<String, String> judgeMethods(String device) {
    try (Panel panel = Panel.of(device)) {
      return panel.methods();
    }
  }

  /** Asks a running verification to end; {@link #run} then returns what it has. */
  public void stop() {
    stopped = true;
  }

  /** Runs it. */
  public Findings run(Progress progress) {
    try (Panel panel = Panel.of(settings.device(), settings.cuda()).select(settings.selection())) {
      List<Task> tasks = tasks();
      List<MutantTask> mutants = mutantTasks();
      List<Task> reduced = reducedTasks();
      progress.started(
          tasks.size() * (1 + panel.engines().size()) + reduced.size() + mutants.size());
      List<Examination> parts =
          new ArrayList<>(inParallel(tasks, task -> judge(task, panel), progress));
      parts.addAll(inParallel(reduced, task -> judgeReduced(task, panel), progress));
      parts.stream()
          .flatMap(part -> part.judgements().stream())
          .map(disagreements::get)
          .filter(Objects::nonNull)
          .forEach(listener);
      List<MutantResult> killed = inParallel(mutants, task -> tryMutant(task, panel), progress);
      List<Timing> timings = new ArrayList<>();
      for (PyTorch engine : panel.engines()) {
        for (Task task : tasks) {
          if (!stopped && !unjudged.contains(task)) {
            timings.addAll(time(task, engine));
            progress.finished("timing " + task);
          }
        }
      }
      return findings(parts, killed, timings, probes(panel), panel);
    }
  }

  /** The arithmetic of each engine, where no case was singled out. */
  private List<Probe> probes(Panel panel) {
    List<Probe> probes = new ArrayList<>();
    Selection selection = settings.selection();
    if (selection.cases().isEmpty()) {
      for (PyTorch engine : panel.engines()) {
        probes.addAll(
            Probes.of(
                engine,
                workload -> !stopped && includes(workload),
                selection::includes,
                settings.device(),
                settings.seed()));
      }
    }
    return probes;
  }

  private boolean includes(Workload workload) {
    return settings.selection().operators().isEmpty()
        || settings.selection().operators().contains(workload.operator().name());
  }

  private List<Task> tasks() {
    return tasks(DTYPES);
  }

  /** The first cases of each operator, unless a selection was made. */
  private List<Task> reducedTasks() {
    List<Task> all = tasks(REDUCED);
    if (!settings.selection().isEverything()) {
      return all;
    }
    Map<String, Integer> asked = new HashMap<>();
    return all.stream()
        .filter(
            task ->
                asked.merge(task.source().operatorName(), 1, Integer::sum)
                    <= REDUCED_CASES * REDUCED.size())
        .toList();
  }

  private List<Task> tasks(List<DType> dtypes) {
    List<Task> tasks = new ArrayList<>();
    for (CaseSource source : settings.selection().sources()) {
      dtypes.stream()
          .filter(settings.selection()::includes)
          .forEach(dtype -> tasks.add(new Task(source, dtype)));
    }
    return tasks;
  }

  private <T, R> List<R> inParallel(List<T> tasks, Function<T, R> work, Progress progress) {
    return Workers.inParallel(tasks, settings.threads(), () -> stopped, work, progress);
  }

  /** The truth of a case in a dtype, made once and shared with the mutants. */
  private Standard standard(Task task) {
    return standards.computeIfAbsent(
        task,
        asked ->
            new Standard(asked.source().draw(settings.seed()).as(asked.dtype()), asked.dtype()));
  }

  private Examination unjudged(Task task, RuntimeException reason) {
    unjudged.add(task);
    return new Examination(
        List.of(Examination.unjudged(task.source(), task.dtype(), settings.seed(), reason)),
        List.of());
  }

  private Examination judge(Task task, Panel panel) {
    Standard standard;
    try {
      standard = standard(task);
    } catch (RuntimeException e) {
      return unjudged(task, e);
    }
    Case exam = standard.exam();
    List<Examination> parts = new ArrayList<>();
    for (Implementation subject : Subjects.all()) {
      if (subject.claims(exam.operator())) {
        parts.add(examine(new Trial(standard, subject), panel.judges()));
      }
    }
    for (PyTorch engine : panel.engines()) {
      if (engine.claims(exam.operator())) {
        parts.add(examine(new Trial(standard, engine), panel.judgesOfEngines()));
      }
    }
    return Examination.together(parts);
  }

  /** The definition and the engines before the truth, in 16 bits; no cell of the coverage. */
  private Examination judgeReduced(Task task, Panel panel) {
    Standard standard;
    try {
      Case drawn = task.source().draw(settings.seed());
      if (drawn.leavesRangeOf(task.dtype())) {
        return new Examination(
            List.of(Examination.outOfRange(task.source(), task.dtype(), settings.seed())),
            List.of());
      }
      standard = new Standard(drawn.as(task.dtype()), task.dtype());
    } catch (RuntimeException e) {
      return unjudged(task, e);
    }
    List<Implementation> subjects = new ArrayList<>(List.of(Evaluation.DEFINITION));
    panel.engines().stream()
        .filter(engine -> engine.claims(standard.exam().operator()))
        .forEach(subjects::add);
    return new Examination(
        subjects.stream()
            .map(
                subject ->
                    Examination.of(
                        new Trial(standard, subject), panel.judgesOfEngines(), settings.seed()))
            .flatMap(found -> found.judgements().stream())
            .toList(),
        List.of());
  }

  private Examination examine(Trial trial, List<Judge> judges) {
    Examination examination = Examination.of(trial, judges, settings.seed());
    for (Disagreement disagreement : Disagreement.among(examination, trial, judges)) {
      disagreements.put(disagreement.judgement(), disagreement);
    }
    return examination;
  }

  /** The definition beside an engine; nothing where the engine has no result. */
  private List<Timing> time(Task task, PyTorch engine) {
    Case exam = task.source().draw(settings.seed()).as(task.dtype());
    List<Timing> timings = new ArrayList<>();
    if (!engine.claims(exam.operator())) {
      return timings;
    }
    Contestant ours = Contestant.of(Evaluation.DEFINITION, exam, task.dtype());
    try {
      Contestant theirs = engine.hold(exam);
      for (String quantity : List.of(Case.FORWARD, Timing.VJP)) {
        if (quantity.equals(Case.FORWARD) || !exam.differentiable().isEmpty()) {
          timings.add(time(exam, task.dtype(), quantity, ours, theirs));
        }
      }
    } catch (NoResult e) {
      // Its judge has said why; a value that autograd cannot differentiate is left out.
      return timings;
    }
    return timings;
  }

  private static Timing time(
      Case exam, DType dtype, String quantity, Contestant ours, Contestant theirs) {
    List<Race.Lane> lanes =
        Race.run(List.of(theirs.quantity(quantity), ours.quantity(quantity)), Pace.BRIEF);
    return Timing.of(
        exam.operator().name(),
        exam.id(),
        quantity,
        dtype,
        new Timing.Entrant(ours.name(), lanes.get(1)),
        new Timing.Entrant(theirs.name(), lanes.get(0)),
        Work.of(exam.operator(), exam.shapes(), quantity));
  }

  private Findings findings(
      List<Examination> parts,
      List<MutantResult> mutants,
      List<Timing> timings,
      List<Probe> probes,
      Panel panel) {
    return new Findings(
        parts.stream().flatMap(part -> part.judgements().stream()).toList(),
        workedExamples(),
        mutants,
        timings,
        probes,
        coverage(parts),
        panel.methods(),
        panel.engineLines(),
        panel.unavailable(),
        stopped);
  }

  /** The worked examples, where nothing is left out that they might stand for. */
  private List<WorkedExampleResult> workedExamples() {
    Selection selection = settings.selection();
    boolean asked =
        selection.operators().isEmpty()
            && selection.cases().isEmpty()
            && selection.includesJudge(LectureJudge.NAME)
            && selection.includes(DType.FLOAT64);
    return asked && !stopped
        ? WorkedExamples.all().stream()
            .flatMap(example -> WorkedExampleResult.of(example).stream())
            .toList()
        : List.of();
  }

  /**
   * What to try of the mutants: none where cases or judges are left out, since one may need those.
   */
  private List<MutantTask> mutantTasks() {
    Selection selection = settings.selection();
    List<MutantTask> tasks = new ArrayList<>();
    if (selection.cases().isEmpty() && selection.judges().isEmpty()) {
      for (String operator : Catalog.operators()) {
        if (selection.operators().isEmpty() || selection.operators().contains(operator)) {
          for (Mutant mutant : Mutants.of(operator)) {
            DTYPES.stream()
                .filter(selection::includes)
                .forEach(dtype -> tasks.add(new MutantTask(mutant, dtype)));
          }
        }
      }
    }
    return tasks;
  }

  private MutantResult tryMutant(MutantTask task, Panel panel) {
    return mutantTrials
        .computeIfAbsent(
            task.mutant().operator() + " " + task.dtype(),
            key -> new MutantTrials(panel, task.dtype(), standards(task)))
        .tryOn(task.mutant());
  }

  private List<Standard> standards(MutantTask task) {
    return Catalog.recipes(task.mutant().operator()).stream()
        .map(recipe -> new Task(recipe, task.dtype()))
        .filter(known -> !unjudged.contains(known))
        .map(this::standard)
        .toList();
  }

  private static List<Coverage> coverage(List<Examination> parts) {
    Map<List<String>, List<Examination.Cell>> cells =
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
          int judged = (int) looks.stream().filter(Examination.Cell::judged).count();
          String reason = judged > 0 ? "" : looks.get(0).reason();
          coverage.add(new Coverage(key.get(0), key.get(1), key.get(2), judged, reason));
        });
    return coverage;
  }
}
