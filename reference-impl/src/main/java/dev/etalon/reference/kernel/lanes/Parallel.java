package dev.etalon.reference.kernel.lanes;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Independent tasks on the common pool. */
public final class Parallel {
  /** Fewer elements than this are not worth a second thread. */
  private static final int WORTH_SHARING = 1 << 14;

  private Parallel() {}

  /** Runs tasks 0 to {@code tasks} − 1 in any order, together. */
  public static void run(int tasks, IntConsumer task) {
    if (tasks == 1) {
      task.accept(0);
    } else {
      Job.run(tasks, task);
    }
  }

  /** Runs tasks as {@link #run} does, or in sequence when there is little work in all. */
  public static void run(int tasks, long elements, IntConsumer task) {
    if (elements < WORTH_SHARING) {
      IntStream.range(0, tasks).forEach(task);
    } else {
      run(tasks, task);
    }
  }

  /** A stretch of an array. */
  @FunctionalInterface
  public interface Stretch {
    void accept(int from, int count);
  }

  /** Cuts an array into stretches of a fixed length, whatever the number of threads. */
  public static void stretches(int length, Stretch stretch) {
    run(
        (length + WORTH_SHARING - 1) / WORTH_SHARING,
        i ->
            stretch.accept(i * WORTH_SHARING, Math.min(WORTH_SHARING, length - i * WORTH_SHARING)));
  }

  /**
   * Working memory that tasks share one after the other: as many pieces come to be as tasks run at
   * once.
   *
   * @param <T> a piece
   */
  public static final class Workspace<T> {
    private final Supplier<T> maker;
    private final ConcurrentLinkedQueue<T> idle = new ConcurrentLinkedQueue<>();

    public Workspace(Supplier<T> maker) {
      this.maker = maker;
    }

    /** Lends a piece, which holds whatever its last user left in it, for one use. */
    public void lend(Consumer<T> use) {
      T lent = idle.poll();
      if (lent == null) {
        lent = maker.get();
      }
      use.accept(lent);
      idle.add(lent);
    }
  }
}
