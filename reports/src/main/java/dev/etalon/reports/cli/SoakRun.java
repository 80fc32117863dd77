package dev.etalon.reports.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Disagreement;
import dev.etalon.oracle.verification.Soak;
import dev.etalon.oracle.verification.SoakState;
import dev.etalon.oracle.verification.SoakState.Failure;
import dev.etalon.reports.failure.FailureFolder;
import dev.etalon.reports.folder.ReportFolder;
import dev.etalon.reports.folder.SoakFile;
import dev.etalon.reports.json.SoakJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code etalon verify --tier soak}: random cases without end. What is found is saved at once, and
 * an interrupted soak goes on where it was.
 */
final class SoakRun {
  private static final Duration BETWEEN_SAVES = Duration.ofSeconds(5);
  private static final int SHOWN = 5;

  private final ReportFolder folder;
  private final PrintWriter out;
  private final PrintWriter err;

  SoakRun(ReportFolder folder, PrintWriter out, PrintWriter err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs until there are so many cases.
   *
   * @param asked what to ask
   * @param restart whether to begin again where an earlier soak could go on
   * @throws BadInput if the folder holds a soak that asks something else
   */
  int run(
      Soak soak,
      SoakState asked,
      long cases,
      boolean restart,
      boolean json,
      ProgressDisplay progress)
      throws IOException {
    folder.prepare();
    SoakFile file = new SoakFile(folder);
    SoakState start = restart ? asked : start(file, asked);
    if (start.done() > 0) {
      say("going on after %,d cases of %s".formatted(start.done(), file.path()));
    }
    Saving saving = new Saving(file, new FailureFolder(folder), progress, start.done());
    progress.started(Math.toIntExact(Math.max(0, cases - start.done())));
    SoakState end;
    try (progress) {
      end = soak.run(start, cases, saving);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    file.write(end);
    if (json) {
      out.print(SoakJson.write(end));
    } else {
      print(end);
    }
    out.flush();
    return conclude(end, cases, file);
  }

  private SoakState start(SoakFile file, SoakState asked) throws IOException {
    Optional<SoakState> earlier;
    try {
      earlier = file.read();
    } catch (JsonProcessingException e) {
      throw new BadInput(
          "'%s' is no soak's state (%s); choose another folder with --output, or begin again with --restart"
              .formatted(file.path(), e.getOriginalMessage()));
    }
    if (earlier.isPresent() && !earlier.get().asksTheSameAs(asked)) {
      throw new BadInput(
          ("'%s' holds a soak with another seed (%d), other operators, dtypes or judges; give the"
                  + " same ones, choose another folder with --output, or begin again with --restart")
              .formatted(file.path(), earlier.get().seed()));
    }
    return earlier.orElse(asked);
  }

  private int conclude(SoakState end, long cases, SoakFile file) {
    boolean unavailable = end.done() > 0 && end.count(Status.PASSED) == 0;
    boolean interrupted = end.done() < cases;
    PrintWriter last = end.disagreements() > 0 || interrupted ? err : out;
    last.println(
        "etalon: soak %s%,d random cases of %d operators, seed %d: %s in %,d measured verdicts: see %s"
            .formatted(
                interrupted ? "interrupted after " : "of ",
                end.done(),
                end.operators().size(),
                end.seed(),
                end.disagreements() == 0
                    ? "no disagreement"
                    : "%,d disagreements".formatted(end.disagreements()),
                end.count(Status.PASSED),
                end.disagreements() == 0 ? file.path() : folder.path().resolve("failures")));
    last.flush();
    if (end.disagreements() > 0) {
      return ExitCode.DISAGREEMENT;
    }
    if (interrupted) {
      return ExitCode.INTERRUPTED;
    }
    return unavailable ? ExitCode.DISAGREEMENT : ExitCode.AGREEMENT;
  }

  private void print(SoakState end) {
    for (Failure failure : end.failures().subList(0, Math.min(SHOWN, end.failures().size()))) {
      out.println(
          "✗ %s %s, %s: %s judged by %s"
              .formatted(
                  failure.caseId(),
                  failure.quantity(),
                  failure.dtype(),
                  failure.implementation(),
                  failure.judge()));
      out.println("    " + failure.explanation());
      out.println("    " + failure.reproduce());
    }
    for (SoakState.Row row : end.rows()) {
      long wrong =
          row.verdicts().getOrDefault(Status.FAILED, 0L)
              + row.verdicts().getOrDefault(Status.CRASHED, 0L);
      out.println(
          String.format(
              Locale.ROOT,
              "%s %-36s %-8s %,9d cases  %,10d agree%s, at most %.2g of the budget used",
              wrong > 0 ? "✗" : "✓",
              row.operator(),
              row.dtype(),
              row.cases(),
              row.verdicts().getOrDefault(Status.PASSED, 0L),
              wrong > 0 ? ", %d disagree".formatted(wrong) : "",
              row.budgetUse()));
    }
    end.deviations().forEach((known, count) -> out.println("– %,d × %s".formatted(count, known)));
  }

  private void say(String text) {
    err.println("etalon: " + text);
    err.flush();
  }

  /** Saves what is found: disagreements at once, the state now and then. */
  private static final class Saving implements Soak.Listener {
    private final SoakFile file;
    private final FailureFolder failures;
    private final ProgressDisplay progress;
    private long shown;
    private long saved = System.nanoTime();

    Saving(SoakFile file, FailureFolder failures, ProgressDisplay progress, long done) {
      this.file = file;
      this.failures = failures;
      this.progress = progress;
      this.shown = done;
    }

    @Override
    public void progressed(SoakState state) {
      for (; shown < state.done(); shown++) {
        progress.finished("case " + shown);
      }
      if (System.nanoTime() - saved > BETWEEN_SAVES.toNanos()) {
        try {
          file.write(state);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        saved = System.nanoTime();
      }
    }

    @Override
    public void disagreed(Disagreement disagreement) {
      failures.save(disagreement);
    }
  }
}
