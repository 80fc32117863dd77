package dev.etalon.reference.kernel.lanes;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbered tasks that the thread which asks and helpers from a pool take until none is left: in any
 * order, and by the asking thread alone where the pool has nobody to spare.
 *
 * <p>A helper that finds no task left stays awake for a while and looks for the next job, as the
 * threads of OpenMP do: to wake a thread takes as long as a small operator does.
 */
final class Job {
  /** How long a helper stays awake. */
  private static final long AWAKE_NANOSECONDS = 100_000;

  /** How long the asking thread waits for the last task awake. */
  private static final long PATIENCE_NANOSECONDS = 50_000;

  /** Tasks are taken in so many portions or more, for taking one costs something, too. */
  private static final int PORTIONS = 64;

  private static final String COMMON_PARALLELISM =
      "java.util.concurrent.ForkJoinPool.common.parallelism";

  /** The job that helpers which are awake may join. */
  private static final AtomicReference<@Nullable Job> OPEN = new AtomicReference<>();

  /** How many helpers are awake and look for a job. */
  private static final AtomicInteger AWAKE = new AtomicInteger();

  /** Null when it is over: helpers that have not even begun may keep the job for long. */
  private volatile @Nullable IntConsumer task;

  private final int tasks;
  private final int portion;
  private final Thread asking = Thread.currentThread();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger unfinished;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Job(int tasks, IntConsumer task) {
    this.task = task;
    this.tasks = tasks;
    this.portion = Math.max(1, tasks / PORTIONS);
    this.unfinished = new AtomicInteger(tasks);
  }

  /**
   * Runs tasks 0 to {@code tasks} − 1, with helpers from the pool that the caller is in, or else
   * from the common pool, and with those that are awake. What the first failing task throws is
   * thrown when all have ended.
   */
  static void run(int tasks, IntConsumer task) {
    Job job = new Job(tasks, task);
    OPEN.set(job);
    try {
      job.callHelpers();
    } finally {
      job.work();
      job.await();
      OPEN.compareAndSet(job, null);
      job.task = null;
    }
    job.rethrow();
  }

  private void callHelpers() {
    ForkJoinPool pool =
        ForkJoinTask.inForkJoinPool() ? ForkJoinTask.getPool() : ForkJoinPool.commonPool();
    int helpers = Math.min(helpersOf(pool), tasks - 1) - AWAKE.get();
    for (int helper = 0; helper < helpers; helper++) {
      pool.execute(() -> help(this));
    }
  }

  /** A common pool of parallelism 0 would keep what is given to it for ever. */
  private static int helpersOf(ForkJoinPool pool) {
    boolean none =
        Runtime.getRuntime().availableProcessors() == 1
            || (pool == ForkJoinPool.commonPool()
                && Integer.getInteger(COMMON_PARALLELISM, 1) == 0);
    return none ? 0 : pool.getParallelism();
  }

  /** Takes part in a job, if it is not over, and in those that follow it soon. */
  private static void help(Job first) {
    if (first.work()) {
      for (Job job = next(first); job != null; job = next(job)) {
        job.work();
      }
    }
  }

  /**
   * The next job, or null if there is none for a while. After it said that it is not awake any more
   * it looks once again: whoever opened a job before that has counted on it.
   */
  private static @Nullable Job next(Job last) {
    AWAKE.incrementAndGet();
    long start = System.nanoTime();
    while (!isNew(OPEN.get(), last) && System.nanoTime() - start < AWAKE_NANOSECONDS) {
      Thread.onSpinWait();
    }
    AWAKE.decrementAndGet();
    Job open = OPEN.get();
    return isNew(open, last) ? open : null;
  }

  private static boolean isNew(@Nullable Job open, Job last) {
    return open != null && open != last;
  }

  /** Takes tasks until none is left; whether there was one. */
  private boolean work() {
    IntConsumer taking = task;
    boolean worked = false;
    for (int from = taken.getAndAdd(portion);
        from < tasks && taking != null;
        from = taken.getAndAdd(portion)) {
      worked = true;
      int to = Math.min(tasks, from + portion);
      for (int i = from; i < to; i++) {
        try {
          taking.accept(i);
        } catch (Throwable thrown) {
          failure.compareAndSet(null, thrown);
        }
      }
      if (unfinished.addAndGet(from - to) == 0) {
        LockSupport.unpark(asking);
      }
    }
    return worked;
  }

  private void await() {
    long start = System.nanoTime();
    while (unfinished.get() > 0) {
      if (System.nanoTime() - start < PATIENCE_NANOSECONDS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void rethrow() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      Job.<RuntimeException>raise(thrown);
    }
  }

  /** As it was thrown, checked or not. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
