package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.CaseSource;
import dev.etalon.fixtures.Subjects;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Judges every implementation, and PyTorch, on random cases without end: the operators take turns,
 * and the n-th case of an operator depends on the seed, the operator and n alone. So a soak that
 * was interrupted goes on where it was, and every case can be had again by its id.
 */
public final class Soak {
  /** Between two of these the state is handed out; what is lost by an interruption is less. */
  private static final int BATCH = 64;

  /** Hears how a soak gets on, always from the thread that runs it. */
  public interface Listener {
    /** All cases before {@code state.done()} are judged. */
    void progressed(SoakState state);

    /** A judge disagrees. The engines are still there to be asked again. */
    void disagreed(Disagreement disagreement);
  }

  /** What one case came to. */
  private record Part(Task task, List<Judgement> judgements, List<Disagreement> disagreements) {}

  private record Task(CaseSource source, DType dtype) {}

  private final String device;
  private final int threads;
  private volatile boolean stopped;

  /**
   * @param device {@code cpu}, or {@code cuda} to have PyTorch judge there too
   * @param threads how many cases to judge at a time
   */
  public Soak(String device, int threads) {
    this.device = device;
    this.threads = threads;
  }

  /** The judges of a soak that names none: the truth, and PyTorch. */
  public static List<String> usualJudges(String device) {
    return Verification.judgeNames(device).stream()
        .filter(name -> name.equals("extended") || name.startsWith("pytorch"))
        .toList();
  }

  /** Asks a running soak to end; {@link #run} then returns what it has. */
  public void stop() {
    stopped = true;
  }

  /**
   * Judges the cases from {@code start.done()} on, until there are so many.
   *
   * @param start where to begin: {@link SoakState#fresh}, or what an earlier run came to
   */
  public SoakState run(SoakState start, long cases, Listener listener) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (Panel panel = Panel.of(device).select(start.selection())) {
      SoakState state = start;
      while (state.done() < cases && !stopped) {
        long began = System.nanoTime();
        long end = Math.min(cases, state.done() + BATCH);
        SoakTally tally = new SoakTally(state);
        for (Part part : batch(state, end, panel, executor)) {
          tally.add(part.task().source().id(), part.task().dtype(), part.judgements());
          part.disagreements().forEach(listener::disagreed);
        }
        state = tally.state(end, (System.nanoTime() - began) * 1e-9, panel.engineLines());
        listener.progressed(state);
        if (!panel.unavailable().isEmpty()) {
          break;
        }
      }
      return state;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while judging", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a judge failed unexpectedly: " + e.getCause(), e);
    } finally {
      executor.shutdownNow();
    }
  }

  private static List<Part> batch(SoakState state, long end, Panel panel, ExecutorService executor)
      throws InterruptedException, ExecutionException {
    List<Future<List<Part>>> futures =
        LongStream.range(state.done(), end)
            .mapToObj(number -> executor.submit(() -> judge(state, state.source(number), panel)))
            .toList();
    List<Part> parts = new ArrayList<>();
    for (Future<List<Part>> future : futures) {
      parts.addAll(future.get());
    }
    return parts;
  }

  private static List<Part> judge(SoakState state, CaseSource source, Panel panel) {
    Case drawn = source.draw(state.seed());
    return state.precisions().stream()
        .map(dtype -> judge(new Task(source, dtype), drawn, state.seed(), panel))
        .toList();
  }

  private static Part judge(Task task, Case drawn, long seed, Panel panel) {
    Standard standard;
    try {
      standard = new Standard(drawn.as(task.dtype()), task.dtype());
    } catch (RuntimeException e) {
      return new Part(
          task, List.of(Examination.unjudged(task.source(), task.dtype(), seed, e)), List.of());
    }
    List<Judgement> judgements = new ArrayList<>();
    List<Disagreement> disagreements = new ArrayList<>();
    for (Implementation subject : Subjects.all()) {
      if (subject.claims(drawn.operator())) {
        judge(new Trial(standard, subject), panel.judges(), seed, judgements, disagreements);
      }
    }
    for (PyTorch engine : panel.engines()) {
      if (engine.claims(drawn.operator())) {
        judge(
            new Trial(standard, engine), panel.judgesOfEngines(), seed, judgements, disagreements);
      }
    }
    return new Part(task, judgements, disagreements);
  }

  private static void judge(
      Trial trial,
      List<Judge> judges,
      long seed,
      List<Judgement> judgements,
      List<Disagreement> disagreements) {
    Examination examination = Examination.of(trial, judges, seed);
    judgements.addAll(examination.judgements());
    disagreements.addAll(Disagreement.among(examination, trial, judges));
  }
}
