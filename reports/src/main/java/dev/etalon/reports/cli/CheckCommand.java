package dev.etalon.reports.cli;

import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.exchange.ExchangeDirectory;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.exchange.Marking;
import dev.etalon.oracle.onnx.MalformedVectorException;
import dev.etalon.oracle.onnx.NodeTestFolder;
import dev.etalon.oracle.process.ProgramLimits;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.oracle.verification.Workers;
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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Judges a foreign program by its answers, and writes a report.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon check questions                      the answers in an exported folder",
      "  etalon check --run 'python3 answers.py' --operator conv2d",
      "  etalon check --onnx node-tests              third-party vectors of ONNX",
    })
final class CheckCommand implements Callable<Integer> {
  private static final List<String> DEFAULT_JUDGES = List.of("extended", "forward-mode", "lecture");

  private final Map<String, String> environment;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "An exported folder with answers in FOLDER/results.")
  private @Nullable Path folder;

  @Option(
      names = "--run",
      paramLabel = "COMMAND",
      description = "Run this command, followed by an exported folder, and judge its answers.")
  private @Nullable String command;

  @Option(
      names = "--onnx",
      paramLabel = "FOLDER",
      description = "Judge the values of ONNX node tests: one, or a folder of them.")
  private @Nullable Path onnx;

  @Mixin private CaseOptions cases;

  @Option(
      names = "--judge",
      split = ",",
      paramLabel = "NAME",
      description = "Only these judges: extended, forward-mode, lecture, pytorch-cpu.")
  private List<String> judges = DEFAULT_JUDGES;

  @Mixin private LimitOptions limits;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of the arrays for COMMAND: npz, npy, safetensors (default: ${DEFAULT-VALUE}).")
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

  @Override
  public Integer call() throws IOException {
    long given = (folder == null ? 0 : 1) + (command == null ? 0 : 1) + (onnx == null ? 0 : 1);
    if (given != 1) {
      throw new BadInput(
          "%d things to check were given; give one: a folder, --run COMMAND or --onnx FOLDER"
              .formatted(given));
    }
    judges.forEach(new Vocabulary("judge", Marking.JUDGES, "")::require);
    Instant started = Instant.now();
    try (Interruption interruption = new Interruption()) {
      Checked checked;
      ReportFolder reports;
      long seed = cases.seed();
      try {
        if (onnx != null) {
          reports = reporting.prepared();
          checked = thirdParty(onnx);
        } else if (command != null) {
          Selection selection = cases.ofCatalogue(judges);
          ArrayStore form = ExportCommand.form(format);
          ProgramLimits allowed = limits.limits();
          ForeignCommand program = ForeignCommand.of(command);
          reports = reporting.prepared();
          List<Asked> asked = Asked.drawn(selection, cases.seed());
          checked = run(command, program, asked, form, allowed, interruption);
        } else {
          Manifest manifest = manifest();
          seed = manifest.seed();
          List<Asked> asked = asked(manifest);
          reports = reporting.prepared();
          interruption.calls(() -> stopped = true);
          checked = recorded(manifest, asked);
        }
      } catch (MalformedFileException | MalformedVectorException e) {
        throw new BadInput(e.getMessage());
      }
      return report(checked, seed, reports, started);
    }
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

  private Manifest manifest() throws IOException {
    if (spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
      throw new BadInput("--seed belongs to --run; the cases of a folder are drawn already");
    }
    if (!Files.isDirectory(folder)) {
      throw new BadInput(
          "'%s' is no folder; 'etalon export %s' makes one".formatted(folder, folder));
    }
    return new ExchangeDirectory(folder).manifest();
  }

  private List<Asked> asked(Manifest manifest) throws IOException {
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

  private Checked recorded(Manifest manifest, List<Asked> asked) throws IOException {
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
      String line,
      ForeignCommand foreign,
      List<Asked> asked,
      ArrayStore form,
      ProgramLimits allowed,
      Interruption interruption)
      throws IOException {
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
        "etalon check --run '%s' --seed %d".formatted(line, cases.seed()),
        Map.of(
            foreign.name(),
            "%s; started %d times; sandbox: %s".formatted(line, result.starts(), sandbox)),
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
