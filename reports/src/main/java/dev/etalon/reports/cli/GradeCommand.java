package dev.etalon.reports.cli;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.lab.Interpreter;
import dev.etalon.oracle.lab.LabExam;
import dev.etalon.oracle.lab.PythonSolution;
import dev.etalon.oracle.process.Sandbox;
import dev.etalon.oracle.process.TemporaryFolder;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reports.folder.ReportFolder;
import dev.etalon.reports.grade.ClassFolder;
import dev.etalon.reports.grade.ClassResult;
import dev.etalon.reports.grade.ClassSheet;
import dev.etalon.reports.grade.Graded;
import dev.etalon.reports.grade.Grading;
import dev.etalon.reports.grade.Submission;
import dev.etalon.reports.grade.Weights;
import dev.etalon.reports.model.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon grade}. */
@Command(
    name = "grade",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Grades lab solutions in Python: a whole class, or one.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon grade submissions                    a folder with a sub-folder for each student",
      "  etalon grade my-lab/layers.py               one solution",
      "  etalon grade submissions --weights points.json --overflow fail",
      "",
      "A run that was interrupted goes on where it was when it is started again.",
    })
final class GradeCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Parameters(
      paramLabel = "FOLDER",
      description = "A folder of solutions in any layout, a folder with one, or a file.")
  private Path place = Path.of(".");

  @Option(
      names = "--lab",
      paramLabel = "LAB",
      description = "lab2, cs231n, lab1, lab0; found out if left out.")
  private @Nullable String lab;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Points by method or layer, as {\"FC.forward\": 2}; 1 for each otherwise.")
  private @Nullable Path weightsFile;

  @Mixin private PolicyOptions policies;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Draw the questions from this seed, for all alike (default: ${DEFAULT-VALUE}).")
  private long seed = Verification.DEFAULT_SEED;

  @Mixin private PythonOptions python;

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "Grade so many solutions at a time (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Where the page, grades.csv and grades.json go (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("etalon-grades");

  @Spec private CommandSpec spec;

  GradeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (threads < 1) {
      throw new BadInput(
          "--threads is %d; it must be at least 1, or left out for one per core"
              .formatted(threads));
    }
    var rules = policies.policies();
    ClassFolder solutions = solutions();
    Interpreter interpreter = python.interpreter();
    ReportFolder folder = new ReportFolder(output);
    folder.prepare();
    folder.solutions().create();
    LabExam exam = LabExam.of(solutions.lab(), seed);
    Weights weights = weights(exam);
    Sandbox sandbox = Sandbox.available();
    List<Submission> submissions = solutions.submissions();
    say(
        "grading %d solutions of %s; sandbox: %s"
            .formatted(submissions.size(), solutions.lab().title(), sandbox));
    Path root = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
    try (Interruption interruption = new Interruption();
        TemporaryFolder adapter = new TemporaryFolder();
        ProgressDisplay progress = ProgressDisplay.on(spec.commandLine().getErr(), environment)) {
      Grading grading =
          new Grading(
              new Grading.Settings(
                  root.toAbsolutePath().normalize(),
                  interpreter,
                  rules,
                  PythonSolution.LIMITS,
                  threads,
                  Environment.version()),
              exam,
              sandbox,
              PythonSolution.writeAdapter(adapter.path()),
              folder.solutions());
      interruption.calls(grading::stop);
      progress.started(submissions.size());
      List<Graded> graded = grading.grade(submissions, progress::finished);
      ClassResult result =
          new ClassResult(
              solutions.lab(),
              seed,
              weights,
              policies.words(),
              sandbox.toString(),
              exam.methods().stream().toList(),
              graded);
      folder.write(result, Environment.version());
      conclude(result, grading.isStopped() ? submissions.size() - graded.size() : 0, folder);
      return grading.isStopped()
          ? ExitCode.INTERRUPTED
          : result.isAllRight() ? ExitCode.AGREEMENT : ExitCode.DISAGREEMENT;
    }
  }

  private ClassFolder solutions() throws IOException {
    if (!Files.exists(place)) {
      throw new BadInput("'%s' is not there; give a folder of solutions".formatted(place));
    }
    List<String> labels = Stream.of(Lab.values()).map(Lab::label).toList();
    if (lab != null) {
      new Vocabulary("lab", labels, "").require(lab);
    }
    Optional<Lab> wanted =
        Optional.ofNullable(lab).map(label -> Lab.valueOf(label.toUpperCase(Locale.ROOT)));
    return ClassFolder.at(place.toAbsolutePath().normalize(), wanted)
        .orElseThrow(
            () ->
                new BadInput(
                    "'%s' holds no solution of %s; a solution is a Python file that defines what the lab asks for"
                        .formatted(
                            place,
                            wanted
                                .map(Lab::title)
                                .orElse("a lab that is known: " + String.join(", ", labels)))));
  }

  private Weights weights(LabExam exam) throws IOException {
    if (weightsFile == null) {
      return Weights.EQUAL;
    }
    if (!Files.isRegularFile(weightsFile)) {
      throw new BadInput("'%s' is no file with weights".formatted(weightsFile));
    }
    try {
      Weights weights = Weights.read(weightsFile);
      weights.check(exam.methods(), exam.layers());
      return weights;
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage());
    }
  }

  private void conclude(ClassResult result, int missing, ReportFolder folder) {
    PrintWriter out = spec.commandLine().getOut();
    if (result.solutions().size() == 1) {
      one(result.solutions().get(0), out);
    }
    out.println(
        "%s of %d points on average; the commonest mistake: %s"
            .formatted(
                ClassSheet.points(
                    result.solutions().stream()
                        .mapToDouble(s -> result.weights().earned(s.verdicts()))
                        .average()
                        .orElse(0)),
                Math.round(result.most()),
                result.mistakes().isEmpty()
                    ? "none"
                    : "%s (%d): %s"
                        .formatted(
                            result.mistakes().get(0).method(),
                            result.mistakes().get(0).students().size(),
                            result.mistakes().get(0).words())));
    out.flush();
    if (missing > 0) {
      say("interrupted: %d solutions are missing; start it again to go on".formatted(missing));
    }
    say("open %s".formatted(folder.page()));
  }

  /** The verdicts on one's own solution, with the lines that show each mistake. */
  private static void one(Graded solution, PrintWriter out) {
    solution
        .verdicts()
        .forEach(
            verdict -> {
              out.println(
                  "%-45s %-16s %s"
                      .formatted(
                          verdict.method(),
                          verdict.status().words(),
                          verdict.status().isRight() && verdict.mistake().isEmpty()
                              ? ""
                              : verdict.explanation()));
              verdict.namedMistake().ifPresent(m -> out.println("    likely mistake: " + m));
              if (!verdict.status().isRight() && !verdict.snippet().isEmpty()) {
                out.println(
                    verdict
                        .snippet()
                        .lines()
                        .map(line -> "    | " + line)
                        .collect(Collectors.joining(System.lineSeparator())));
              }
            });
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("etalon: " + sentence);
    err.flush();
  }
}
