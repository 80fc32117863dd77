package dev.etalon.oracle.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Many tasks at a time, their results in the tasks' order. */
public final class Workers {
  private Workers() {}

  /**
   * Does the tasks, each as a step of the progress.
   *
   * @param threads how many at a time
   * @param stopped whether to end early; what is done until then is the result
   */
  public static <T, R> List<R> inParallel(
      List<T> tasks, int threads, BooleanSupplier stopped, Function<T, R> work, Progress progress) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Optional<R>>> futures = new ArrayList<>();
      for (T task : tasks) {
        Callable<Optional<R>> step =
            () -> {
              if (stopped.getAsBoolean()) {
                return Optional.empty();
              }
              R result = work.apply(task);
              progress.finished(task.toString());
              return Optional.of(result);
            };
        futures.add(executor.submit(step));
      }
      List<R> results = new ArrayList<>();
      for (Future<Optional<R>> future : futures) {
        future.get().ifPresent(results::add);
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while judging", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a judge failed unexpectedly: " + e.getCause(), e);
    } finally {
      executor.shutdownNow();
    }
  }
}
