package dev.etalon.reports.grade;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.lab.Interpreter;
import dev.etalon.oracle.lab.LabExam;
import dev.etalon.oracle.lab.LabStatus;
import dev.etalon.oracle.lab.MethodVerdict;
import dev.etalon.oracle.lab.Policies;
import dev.etalon.oracle.lab.PythonSolution;
import dev.etalon.oracle.process.ProgramLimits;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Grades a class, several solutions at a time. Every solution that is done is kept in a file of its
 * own; a later run takes it from there if nothing has changed on which its verdicts depend.
 */
public final class Grading {
  private static final int MOST_PRINTED = 2000;
  private static final int MOST_FILES = 200;

  /**
   * How it is done.
   *
   * @param root the class's folder
   * @param python who reads the solutions
   * @param policies what counts as right
   * @param limits of each solution's process
   * @param threads so many solutions at a time
   * @param version of Etalon: another may judge otherwise
   */
  public record Settings(
      Path root,
      Interpreter python,
      Policies policies,
      ProgramLimits limits,
      int threads,
      String version) {}

  private final Settings settings;
  private final LabExam exam;
  private final Sandbox sandbox;
  private final Path adapter;
  private final SolutionFiles kept;
  private final Set<ProgramRun> running = Collections.newSetFromMap(new ConcurrentHashMap<>());
  private volatile boolean stopped;

  /**
   * @param exam the questions
   * @param adapter {@code etalon_adapter.py}
   * @param kept where the verdicts on each solution are kept
   */
  public Grading(
      Settings settings, LabExam exam, Sandbox sandbox, Path adapter, SolutionFiles kept) {
    this.settings = settings;
    this.exam = exam;
    this.sandbox = sandbox;
    this.adapter = adapter;
    this.kept = kept;
  }

  /** Ends what is running; what is not done is left out. */
  public void stop() {
    stopped = true;
    running.forEach(ProgramRun::stop);
  }

  /** Whether it was stopped. */
  public boolean isStopped() {
    return stopped;
  }

  /**
   * Grades.
   *
   * @param done hears the name of each student whose solution is done
   * @throws IOException if Python cannot be started, or something not be written
   */
  public List<Graded> grade(List<Submission> submissions, Consumer<String> done)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
    try {
      List<Future<Optional<Graded>>> futures = new ArrayList<>();
      for (Submission submission : submissions) {
        futures.add(
            threads.submit(
                () -> {
                  Optional<Graded> graded = stopped ? Optional.empty() : one(submission);
                  graded.ifPresent(g -> done.accept(g.student()));
                  return graded;
                }));
      }
      List<Graded> graded = new ArrayList<>();
      for (Future<Optional<Graded>> future : futures) {
        future.get().ifPresent(graded::add);
      }
      return graded;
    } catch (ExecutionException e) {
      stop();
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
      return List.of();
    } finally {
      threads.shutdownNow();
    }
  }

  private Optional<Graded> one(Submission submission) throws IOException {
    if (submission.file().isEmpty()) {
      return Optional.of(new Graded(submission.student(), "", "", List.of(), ""));
    }
    Path file = submission.file().get();
    String fingerprint = fingerprint(file);
    Optional<Graded> before = kept.read(submission.student(), fingerprint);
    if (before.isPresent()) {
      return before;
    }
    PythonSolution solution = new PythonSolution(settings.python(), adapter, exam.lab(), file);
    ProgramRun run = solution.run(sandbox, settings.limits());
    running.add(run);
    try {
      ProgramRun.Result result = solution.answer(exam, run);
      if (stopped) {
        return Optional.empty();
      }
      List<MethodVerdict> verdicts =
          defined(exam.mark(solution.module(), result.answers(), settings.policies()));
      String printed = result.output().strip();
      Graded graded =
          new Graded(
              submission.student(),
              settings.root().relativize(file).toString(),
              fingerprint,
              verdicts,
              printed.substring(0, Math.min(MOST_PRINTED, printed.length())));
      kept.write(graded);
      return Optional.of(graded);
    } finally {
      running.remove(run);
    }
  }

  /** Labs 0 and 1 spread over files: what another file holds is not missing from this one. */
  private List<MethodVerdict> defined(List<MethodVerdict> verdicts) {
    boolean spread = exam.lab() == Lab.LAB0 || exam.lab() == Lab.LAB1;
    return spread
        ? verdicts.stream()
            .filter(
                verdict ->
                    verdict.status() != LabStatus.NOT_IMPLEMENTED
                        || !verdict.explanation().startsWith("there is no function"))
            .toList()
        : verdicts;
  }

  /** Of the Python files beside the solution, and of how it is judged. */
  private String fingerprint(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          "%s %s %d %s %s"
              .formatted(
                  settings.version(),
                  exam.lab(),
                  exam.seed(),
                  settings.policies(),
                  settings.limits())
              .getBytes(StandardCharsets.UTF_8));
      digest.update(PythonSolution.adapterSource().getBytes(StandardCharsets.UTF_8));
      try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
        for (Path beside :
            files
                .filter(p -> p.toString().endsWith(".py") && Files.isRegularFile(p))
                .sorted()
                .limit(MOST_FILES)
                .toList()) {
          digest.update(beside.getFileName().toString().getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(beside));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
