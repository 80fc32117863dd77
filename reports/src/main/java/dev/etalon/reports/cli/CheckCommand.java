package dev.etalon.reports.cli;

import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.exchange.ExchangeDirectory;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.exchange.Marking;
import dev.etalon.oracle.lab.PythonSolution;
import dev.etalon.oracle.onnx.MalformedVectorException;
import dev.etalon.oracle.onnx.NodeTestFolder;
import dev.etalon.oracle.process.ProgramLimits;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import dev.etalon.oracle.process.TemporaryFolder;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Question;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.oracle.verification.Workers;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reports.folder.ReportFolder;
import dev.etalon.reports.model.Environment;
import dev.etalon.reports.model.Reporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Judges your kernel, in any language, and writes a report.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon check questions                      the answers in an exported folder",
      "  etalon check layers.py                      a lab's, or registered functions",
      "  etalon check --run 'python3 answers.py' --operator conv2d",
      "  etalon check --implementation example.RowSoftmax --class-path build/classes",
    })
final class CheckCommand implements Callable<Integer> {
  private static final List<String> DEFAULT_JUDGES = List.of("extended", "forward-mode", "lecture");

  private final Map<String, String> environment;

  @Parameters(
      arity = "0..1",
      paramLabel = "THING",
      description =
          "A folder with answers in THING/results; or Python: a lab's solution, or registered"
              + " functions.")
  private @Nullable Path thing;

  @Option(
      names = "--run",
      paramLabel = "COMMAND",
      description = "Run this command, followed by an exported folder, and judge its answers.")
  private @Nullable String command;

  @Option(
      names = "--functions",
      paramLabel = "MODULE",
      description = "Judge a Python module's functions by name.")
  private @Nullable String module;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "For --functions: cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Mixin private PythonOptions python;

  @Option(
      names = "--implementation",
      paramLabel = "CLASS",
      description = "Judge a Java class, an Implementation.")
  private @Nullable String implementation;

  @Option(
      names = "--class-path",
      split = "[:;]",
      paramLabel = "PATH",
      hideParamSyntax = true,
      description = "Where that class is: jars and folders.")
  private List<Path> classPath = List.of();

  @Option(
      names = "--onnx",
      paramLabel = "FOLDER",
      description = "Judge the values of a folder of ONNX node tests.")
  private @Nullable Path onnx;

  @Mixin private CaseOptions cases;

  @Option(
      names = "--judge",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these judges: extended, forward-mode, lecture, pytorch-cpu; of a class any.")
  private List<String> judges = DEFAULT_JUDGES;

  @Mixin private LimitOptions limits;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "npz, npy or safetensors (default: ${DEFAULT-VALUE}).")
  private String format = "npz";

  @Mixin private ReportOptions reporting;

  @Spec private CommandSpec spec;

  private volatile boolean stopped;

  CheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What was found, and about whom.
   *
   * @param judgements the verdicts
   * @param judges what each judge does
   * @param engines a line about each engine and program
   * @param unavailable why an engine could not be used
   * @param printed what a program printed
   */
  private record Checked(
      List<Judgement> judgements,
      Map<String, String> judges,
      Map<String, String> engines,
      List<String> unavailable,
      String printed) {}

  /**
   * Something to run on an exported folder.
   *
   * @param program how it is started
   * @param line what of the command line names it
   * @param operators what it answers, if that is known; empty for all
   */
  private record Candidate(ForeignCommand program, String line, Set<String> operators) {}

  @Override
  public Integer call() throws IOException {
    requireOne();
    List<String> known = implementation == null ? Marking.JUDGES : Verification.judgeNames("cpu");
    judges.forEach(new Vocabulary("judge", known, "")::require);
    if (thing != null) {
      Optional<Path> solution = PythonCode.solution(thing);
      if (solution.isPresent()) {
        return graded(solution.get());
      }
    }
    Instant started = Instant.now();
    try (Interruption interruption = new Interruption();
        TemporaryFolder adapter = new TemporaryFolder()) {
      Checked checked;
      ReportFolder reports;
      long seed = cases.seed();
      try {
        if (onnx != null) {
          reports = reporting.prepared();
          checked = thirdParty(onnx);
        } else if (thing != null && !Files.isRegularFile(thing)) {
          Manifest manifest = manifest(thing);
          seed = manifest.seed();
          List<Asked> asked = asked(thing, manifest);
          reports = reporting.prepared();
          interruption.calls(() -> stopped = true);
          checked = recorded(thing, manifest, asked);
        } else if (implementation != null) {
          Implementation subject = new SubjectOptions().but(implementation, classPath).subject();
          Selection selection = cases.ofCatalogue(given("--judge") ? judges : List.of());
          List<Question> questions = questions(subject, selection);
          reports = reporting.prepared();
          interruption.calls(() -> stopped = true);
          checked = called(subject, selection, questions);
        } else {
          ArrayStore form = ExportCommand.form(format);
          ProgramLimits allowed = limits.limits();
          Candidate candidate = candidate(adapter.path());
          Selection selection = cases.ofCatalogue(judges, candidate.operators());
          reports = reporting.prepared();
          List<Asked> asked = Asked.drawn(selection, cases.seed());
          checked = run(candidate, asked, form, allowed, interruption);
        }
      } catch (MalformedFileException | MalformedVectorException e) {
        throw new BadInput(e.getMessage());
      }
      return report(checked, seed, reports, started);
    }
  }

  private void requireOne() {
    long given =
        Stream.of(thing, command, module, onnx, implementation).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new BadInput(
          "%d things to check were given; give one: a folder, a Python file, --run COMMAND, --functions MODULE, --implementation CLASS or --onnx FOLDER"
              .formatted(given));
    }
    if (module == null && given("--device")) {
      throw new BadInput("--device belongs to --functions; a program chooses its device itself");
    }
    if (implementation == null && given("--class-path")) {
      throw new BadInput("--class-path belongs to --implementation CLASS");
    }
  }

  private boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** A lab has questions and verdicts of its own: whoever grades can judge one solution. */
  private int graded(Path solution) {
    List<String> allowed = List.of("--output", "--seed", "--python");
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!allowed.contains(option.longestName())) {
        throw new BadInput(
            "'%s' is a lab's solution, to which %s does not belong; the options are those of 'etalon grade %s'"
                .formatted(thing, option.longestName(), thing));
      }
    }
    say(
        "a lab's solution; judged as by 'etalon grade %s', which has more options"
            .formatted(thing));
    return spec.parent()
        .subcommands()
        .get("grade")
        .execute(
            solution.toString(),
            "--output",
            reporting.output().toString(),
            "--seed",
            Long.toString(cases.seed()),
            "--python",
            python.command());
  }

  /** What is to be run, by the adapter where it is no program itself. */
  private Candidate candidate(Path folder) throws IOException {
    if (command != null) {
      return new Candidate(ForeignCommand.of(command), "--run '%s'".formatted(command), Set.of());
    }
    Path adapter = PythonSolution.writeAdapter(folder);
    if (module != null) {
      boolean file = module.endsWith(".py");
      Path place = Path.of(file ? module : "").toAbsolutePath().normalize();
      if (file && !Files.isRegularFile(place)) {
        throw new BadInput("--functions names the file '%s', which is not there".formatted(module));
      }
      return new Candidate(
          ForeignCommand.adapted(
              python.interpreter(),
              adapter,
              module,
              List.of("--functions", file ? place.toString() : module, "--device", device),
              file ? List.of(place.getParent()) : List.of()),
          "--functions %s%s".formatted(module, device.equals("cpu") ? "" : " --device " + device),
          Set.of());
    }
    Path file = thing.toAbsolutePath().normalize();
    Set<String> registered = PythonCode.registered(file);
    return new Candidate(
        ForeignCommand.adapted(
            python.interpreter(),
            adapter,
            file.getFileName().toString(),
            List.of("--solution", file.toString()),
            List.of(file.getParent())),
        thing.toString(),
        registered);
  }

  private int report(Checked checked, long seed, ReportFolder reports, Instant started)
      throws IOException {
    Findings findings =
        new Findings(
            checked.judgements(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            checked.judges(),
            checked.engines(),
            checked.unavailable(),
            stopped);
    var settings = new Verification.Settings(seed, "cpu", Selection.everything(), threads());
    var report =
        Reporter.report(
            findings,
            Environment.of(settings, findings, started, Duration.between(started, Instant.now())));
    reports.write(report);
    if (!checked.printed().isBlank()) {
      say("what it printed is in %s".formatted(reports.writePrinted(checked.printed())));
    }
    partial(checked.judgements());
    return reporting.conclude(report, reports, environment);
  }

  /** Never say more than was checked: how many cases have no measurement. */
  private void partial(List<Judgement> judgements) {
    Map<Status, Set<String>> unmeasured =
        judgements.stream()
            .filter(judgement -> judgement.judge().equals(Marking.ANSWER))
            .collect(
                Collectors.groupingBy(
                    judgement -> judgement.verdict().status(),
                    LinkedHashMap::new,
                    Collectors.mapping(
                        judgement -> judgement.caseId() + " " + judgement.dtype(),
                        Collectors.toSet())));
    count(unmeasured, Status.SKIPPED, "not answered, wholly or in part");
    count(unmeasured, Status.NOT_IMPLEMENTED, "not implemented, wholly or in part");
  }

  private void count(Map<Status, Set<String>> cases, Status status, String what) {
    int number = cases.getOrDefault(status, Set.of()).size();
    if (number > 0) {
      say("%d %s %s".formatted(number, number == 1 ? "case is" : "cases are", what));
    }
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("etalon: " + sentence);
    err.flush();
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  private Manifest manifest(Path folder) throws IOException {
    if (given("--seed")) {
      throw new BadInput("--seed belongs to --run; the cases of a folder are drawn already");
    }
    if (!Files.isDirectory(folder)) {
      throw new BadInput(
          "'%s' is no folder and no Python file; 'etalon export %s' makes a folder with questions, and --implementation CLASS judges compiled Java"
              .formatted(folder, folder));
    }
    return new ExchangeDirectory(folder).manifest();
  }

  private List<Asked> asked(Path folder, Manifest manifest) throws IOException {
    List<Exercise> exercises = manifest.cases();
    Selection selection =
        cases.of(
            exercises.stream().map(Exercise::operator).collect(Collectors.toSet()),
            exercises.stream().map(Exercise::id).collect(Collectors.toSet()),
            judges);
    List<Asked> asked = new ArrayList<>();
    for (Exercise exercise : exercises) {
      if ((selection.operators().isEmpty() || selection.operators().contains(exercise.operator()))
          && (selection.cases().isEmpty() || selection.cases().contains(exercise.id()))
          && (selection.dtypes().isEmpty()
              || selection.dtypes().stream().anyMatch(d -> d.label().equals(exercise.dtype())))) {
        asked.add(new ExchangeDirectory(folder).read(exercise));
      }
    }
    if (asked.isEmpty()) {
      throw new BadInput("no case of '%s' is left; leave an option out".formatted(folder));
    }
    return asked;
  }

  private Checked recorded(Path folder, Manifest manifest, List<Asked> asked) {
    ExchangeDirectory exchange = new ExchangeDirectory(folder);
    return marked(
        folder.toAbsolutePath().normalize().getFileName().toString(),
        manifest.seed(),
        asked,
        one -> exchange.answers().read(one.exercise().key()),
        "etalon check %s".formatted(folder),
        Map.of(),
        "");
  }

  private Checked run(
      Candidate candidate,
      List<Asked> asked,
      ArrayStore form,
      ProgramLimits allowed,
      Interruption interruption)
      throws IOException {
    ForeignCommand foreign = candidate.program();
    Sandbox sandbox = Sandbox.available();
    say("running %s on %d cases; sandbox: %s".formatted(foreign.name(), asked.size(), sandbox));
    ProgramRun run = new ProgramRun(foreign.program(), sandbox, allowed);
    interruption.calls(
        () -> {
          stopped = true;
          run.stop();
        });
    Manifest manifest = Manifest.of(Environment.version(), cases.seed(), List.of());
    ProgramRun.Result result = run.run(manifest, asked, form, key -> {});
    return marked(
        foreign.name(),
        cases.seed(),
        asked,
        one ->
            result
                .answers()
                .getOrDefault(
                    one.exercise().key(),
                    Answer.without(Answer.State.NOT_ANSWERED, "interrupted before it")),
        "etalon check %s --seed %d".formatted(candidate.line(), cases.seed()),
        Map.of(
            foreign.name(),
            "%s; started %d times; sandbox: %s"
                .formatted(candidate.line(), result.starts(), sandbox)),
        result.output());
  }

  private Checked marked(
      String name,
      long seed,
      List<Asked> asked,
      Function<Asked, Answer> answers,
      String again,
      Map<String, String> programs,
      String printed) {
    Selection chosen = new Selection(Set.of(), Set.of(), Set.copyOf(judges), Set.of());
    try (Battery battery = Battery.of(chosen, seed);
        ProgressDisplay progress = ProgressDisplay.on(spec.commandLine().getErr(), environment)) {
      Marking marking =
          new Marking(
              name,
              seed,
              battery,
              exercise ->
                  "%s --case '%s' --dtype %s".formatted(again, exercise.id(), exercise.dtype()));
      progress.started(asked.size());
      List<Judgement> judgements =
          Workers.inParallel(
                  asked,
                  threads(),
                  () -> stopped,
                  one -> marking.mark(one, answers.apply(one)),
                  progress)
              .stream()
              .flatMap(List::stream)
              .toList();
      Map<String, String> methods = new LinkedHashMap<>();
      methods.put(Marking.ANSWER, Marking.ANSWER_METHOD);
      methods.putAll(battery.methods());
      Map<String, String> engines = new LinkedHashMap<>(battery.engines());
      engines.putAll(programs);
      return new Checked(judgements, methods, engines, battery.unavailable(), printed);
    }
  }

  private static List<Question> questions(Implementation subject, Selection selection) {
    List<Question> questions = Question.to(subject, selection);
    if (questions.isEmpty()) {
      throw new BadInput(
          "%s claims none of the chosen operators; its method claims says which it computes"
              .formatted(subject.name()));
    }
    return questions;
  }

  /** A class is called, by one thread: nobody has promised that it bears more. */
  private Checked called(Implementation subject, Selection selection, List<Question> questions) {
    String again =
        "etalon check --implementation '%s'%s --seed %d"
            .formatted(
                implementation,
                classPath.stream()
                    .map(" --class-path '%s'"::formatted)
                    .collect(Collectors.joining()),
                cases.seed());
    try (Battery battery = Battery.of(selection, cases.seed());
        ProgressDisplay progress = ProgressDisplay.on(spec.commandLine().getErr(), environment)) {
      progress.started(questions.size());
      List<Judgement> judgements =
          Workers.inParallel(
                  questions,
                  1,
                  () -> stopped,
                  question ->
                      battery.judge(
                          subject, question.recipe().draw(cases.seed()), question.dtype()),
                  progress)
              .stream()
              .flatMap(List::stream)
              .map(
                  judgement ->
                      judgement.reproducedBy(
                          "%s --case '%s' --dtype %s --judge %s"
                              .formatted(
                                  again, judgement.caseId(), judgement.dtype(), judgement.judge())))
              .toList();
      return new Checked(
          judgements, battery.methods(), battery.engines(), battery.unavailable(), "");
    }
  }

  private Checked thirdParty(Path tests) throws IOException {
    if (!Files.isDirectory(tests)) {
      throw new BadInput("'%s' is no folder; give one with node tests of ONNX".formatted(tests));
    }
    List<Path> found = new NodeTestFolder(tests).tests();
    if (found.isEmpty()) {
      throw new BadInput(
          "'%s' has no node test; one is a folder with model.onnx and test_data_set_0"
              .formatted(tests));
    }
    List<Judgement> judgements = new ArrayList<>();
    for (Path test : found) {
      judgements.addAll(NodeTestFolder.judge(test));
    }
    return new Checked(
        judgements,
        Map.of(NodeTestFolder.JUDGE, "the forward definition in extended precision (106 bits)"),
        Map.of(),
        List.of(),
        "");
  }
}
