package dev.etalon.oracle.process;

import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.exchange.Answer.State;
import dev.etalon.oracle.exchange.AnswerFiles;
import dev.etalon.oracle.exchange.ExchangeDirectory;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.exchange.Text;
import dev.etalon.oracle.tensorfile.ArrayStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has a program answer questions, whatever it does. It answers in order, so the first question
 * without an answer is the one it is at: when it dies or takes too long there, that question has
 * its verdict and the program starts again with those after it, in a fresh folder.
 */
public final class ProgramRun {
  private static final long POLL_MILLISECONDS = 20;
  private static final long MEASURE_EVERY_MILLISECONDS = 500;

  private final Program program;
  private final Sandbox sandbox;
  private final ProgramLimits limits;
  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private int starts;
  private volatile boolean stopped;

  public ProgramRun(Program program, Sandbox sandbox, ProgramLimits limits) {
    this.program = program;
    this.sandbox = sandbox;
    this.limits = limits;
  }

  /**
   * What came of it.
   *
   * @param answers by the key of the case, one for each that was asked unless it was interrupted
   * @param output what the program printed, of each start the beginning and the end
   * @param starts how often it was started
   */
  public record Result(Map<String, Answer> answers, String output, int starts) {}

  /** How one start ended. */
  private record End(State state, String message) {}

  /** What came of one start: answers by key, and how it ended. */
  private record Start(Map<String, Answer> answers, End end) {}

  /** Asks a running one to end; {@link #run} then returns what it has. */
  public void stop() {
    stopped = true;
  }

  /**
   * Runs it.
   *
   * @param manifest what is said of the questions as a whole
   * @param asked the questions
   * @param form how their data are written
   * @param answered hears the key of every case that is done
   * @throws IOException if the program cannot be started or the temporary folder not be written
   */
  public Result run(
      Manifest manifest, List<Asked> asked, ArrayStore form, Consumer<String> answered)
      throws IOException {
    List<Asked> remaining = new ArrayList<>(asked);
    int deaths = 0;
    int givenUp = 0;
    while (!remaining.isEmpty() && !stopped) {
      Start start = start(manifest, remaining, form);
      start.answers().forEach((key, answer) -> record(key, answer, answered));
      remaining.removeIf(done -> answers.containsKey(done.exercise().key()));
      if (remaining.isEmpty() || start.end().state() == State.NOT_ANSWERED) {
        continue;
      }
      if (!start.answers().isEmpty()) {
        deaths = 0;
        givenUp = 0;
      }
      End end = start.end();
      Exercise culprit = remaining.remove(0).exercise();
      record(culprit.key(), Answer.without(end.state(), end.message()), answered);
      deaths++;
      if (deaths >= limits.deaths()) {
        deaths = 0;
        givenUp++;
        boolean all = givenUp >= limits.deaths();
        giveUp(remaining, all ? Optional.empty() : Optional.of(culprit.operator()), end, answered);
      }
    }
    return new Result(Map.copyOf(answers), String.join("\n", outputs), starts);
  }

  /** What is left of one operator, or all that is left, has the verdict of the last death. */
  private void giveUp(
      List<Asked> remaining, Optional<String> operator, End end, Consumer<String> answered) {
    String message = end.message() + " (given up after %d such ends)".formatted(limits.deaths());
    for (Asked asked : List.copyOf(remaining)) {
      if (operator.isEmpty() || operator.get().equals(asked.exercise().operator())) {
        record(asked.exercise().key(), Answer.without(end.state(), message), answered);
        remaining.remove(asked);
      }
    }
  }

  private void record(String key, Answer answer, Consumer<String> answered) {
    answers.put(key, answer);
    answered.accept(key);
  }

  /** One start, in a fresh folder. */
  private Start start(Manifest manifest, List<Asked> remaining, ArrayStore form)
      throws IOException {
    starts++;
    try (TemporaryFolder folder = new TemporaryFolder()) {
      ExchangeDirectory exchange = new ExchangeDirectory(folder.path().resolve("exchange"));
      Path work = Files.createDirectory(folder.path().resolve("work"));
      exchange.create();
      for (Asked asked : remaining) {
        exchange.write(asked, form);
      }
      List<Exercise> exercises = remaining.stream().map(Asked::exercise).toList();
      exchange.write(manifest.with(exercises));
      End end;
      try (ForeignProcess process =
          new ForeignProcess(
              program, sandbox, limits, exchange.folder(), exchange.results(), work)) {
        end = watch(process, exchange.results(), folder.path());
        process.end();
        end = new End(end.state(), explained(end, process));
        outputs.add(process.output().text());
      }
      return new Start(collect(exchange.answers(), exercises, end), end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
      return new Start(Map.of(), new End(State.NOT_ANSWERED, "interrupted"));
    }
  }

  private static String explained(End end, ForeignProcess process) {
    String last = end.state() == State.CRASHED ? process.output().lastLine() : "";
    return last.isEmpty()
        ? end.message()
        : "%s; it printed: %s".formatted(end.message(), Text.brief(last));
  }

  /** Waits until the program ends or must be ended. */
  private End watch(ForeignProcess process, Path results, Path folder)
      throws InterruptedException, IOException {
    int seen = 0;
    long deadline = System.nanoTime() + limits.perCase().toNanos();
    long measure = System.nanoTime();
    while (!process.endsWithin(POLL_MILLISECONDS)) {
      int now = entries(results);
      if (now != seen) {
        seen = now;
        deadline = System.nanoTime() + limits.perCase().toNanos();
      }
      if (stopped) {
        return new End(State.NOT_ANSWERED, "interrupted");
      }
      if (System.nanoTime() - deadline > 0) {
        return new End(
            State.TIMED_OUT,
            "no answer within %s s".formatted(limits.perCase().toMillis() / 1000.0));
      }
      if (System.nanoTime() - measure > 0) {
        measure = System.nanoTime() + MEASURE_EVERY_MILLISECONDS * 1_000_000;
        if (TemporaryFolder.size(folder) > 2 * limits.fileBytes()) {
          return new End(
              State.CRASHED,
              "ended because it wrote more than %d MiB".formatted(limits.fileBytes() >> 19));
        }
      }
    }
    return process.exitCode() == 0
        ? new End(State.NOT_ANSWERED, "")
        : new End(State.CRASHED, Signal.describe(process.exitCode()));
  }

  private static int entries(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      int count = 0;
      for (Iterator<Path> entry = entries.iterator(); entry.hasNext(); entry.next()) {
        count++;
      }
      return count;
    } catch (IOException | DirectoryIteratorException e) {
      // the program removed its folder; it will have no answers
      return 0;
    }
  }

  /**
   * The answers of a start by key. What it passed over has none; if it did not come to its own end,
   * the case after the last answer, and those after it, are still open.
   */
  private static Map<String, Answer> collect(AnswerFiles results, List<Exercise> exercises, End end)
      throws IOException {
    boolean whole = end.state() == State.NOT_ANSWERED || results.program().isPresent();
    int reached = exercises.size();
    while (!whole && reached > 0 && !results.exists(exercises.get(reached - 1).key())) {
      reached--;
    }
    Map<String, Answer> answers = new LinkedHashMap<>();
    for (int i = 0; i < reached; i++) {
      Answer answer = results.read(exercises.get(i).key());
      boolean cutOff = !whole && i == reached - 1 && answer.state() == State.UNREADABLE;
      if (!cutOff) {
        answers.put(exercises.get(i).key(), answer);
      }
    }
    return answers;
  }
}
