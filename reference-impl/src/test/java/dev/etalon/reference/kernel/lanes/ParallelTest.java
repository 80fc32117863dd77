package dev.etalon.reference.kernel.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

class ParallelTest {
  private static void assertEachRunsOnce(int tasks) {
    AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
    Parallel.run(tasks, runs::incrementAndGet);
    assertThat(IntStream.range(0, tasks).map(runs::get)).containsOnly(1);
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void everyTaskRunsOnce(@ForAll @IntRange(min = 1, max = 1000) int tasks) {
    assertEachRunsOnce(tasks);
  }

  /** From many threads at once, in pools of every size, and inside each other. */
  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void jobsMayMeet() throws Exception {
    for (int size = 1; size <= 3; size++) {
      ForkJoinPool pool = new ForkJoinPool(size);
      try {
        Runnable asking =
            () ->
                IntStream.range(0, 300)
                    .forEach(i -> Parallel.run(5, outer -> assertEachRunsOnce(1 + i % 7)));
        var others = IntStream.range(0, 4).mapToObj(i -> pool.submit(asking)).toList();
        asking.run();
        for (var other : others) {
          other.get();
        }
      } finally {
        pool.shutdown();
      }
    }
  }

  /** Each of two tasks waits for the other: one thread would never end. */
  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void tasksRunTogether() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(2);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try {
      for (int i = 0; i < 100; i++) {
        CountDownLatch both = new CountDownLatch(2);
        pool.submit(
                () ->
                    Parallel.run(
                        2,
                        task -> {
                          threads.add(Thread.currentThread());
                          both.countDown();
                          await(both);
                        }))
            .get();
      }
    } finally {
      pool.shutdown();
    }
    assertThat(threads).hasSizeGreaterThan(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).as("the other task runs, too").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFailureComesToTheCallerWhenAllHaveEnded() {
    AtomicIntegerArray runs = new AtomicIntegerArray(40);
    assertThatThrownBy(
            () ->
                Parallel.run(
                    40,
                    task -> {
                      runs.incrementAndGet(task);
                      if (task % 2 == 1) {
                        throw new IllegalStateException("odd");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("odd");
    assertThat(IntStream.range(0, 40).map(runs::get)).containsOnly(1);
    assertEachRunsOnce(40);
  }

  /** In a pool whose one thread asks, no helper ever begins. */
  @Test
  void helpersThatNeverBeginKeepNothing() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(1);
    try {
      boolean isForgotten =
          pool.submit(
                  () -> {
                    WeakReference<int[]> data = usedInAJob();
                    for (int i = 0; i < 50 && data.get() != null; i++) {
                      System.gc();
                    }
                    return data.get() == null;
                  })
              .get();
      assertThat(isForgotten).isTrue();
    } finally {
      pool.shutdown();
    }
  }

  private static WeakReference<int[]> usedInAJob() {
    int[] data = new int[8];
    Parallel.run(data.length, task -> data[task]++);
    assertThat(data).containsOnly(1);
    return new WeakReference<>(data);
  }
}
