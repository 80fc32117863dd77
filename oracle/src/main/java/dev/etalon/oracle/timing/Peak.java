package dev.etalon.oracle.timing;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The most that a number of threads of this machine was seen to do.
 *
 * @param float64Gflops fused multiply–adds in float64, 2 operations each, in 10⁹ a second
 * @param float32Gflops the same in float32
 * @param copyGbytes bytes read and written when memory is copied, in 10⁹ a second
 */
public record Peak(double float64Gflops, double float32Gflops, double copyGbytes) {
  private static final int BURSTS = 24;
  private static final int SWEEPS = 6000;

  /** Lies in the first cache of every processor. */
  private static final int ELEMENTS = 1024;

  /** Fused multiply–adds of each element in a sweep. */
  private static final int DEPTH = 16;

  /** Lies in no cache. */
  private static final int COPIED = 1 << 22;

  /** Measures it: the best of several bursts of all threads at once. */
  public static Peak measure(int threads) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      double flops = 2.0 * DEPTH * ELEMENTS * SWEEPS;
      return new Peak(
          best(executor, threads, flops, Peak::sweepDoubles) * 1e-9,
          best(executor, threads, flops, Peak::sweepFloats) * 1e-9,
          best(executor, threads, 2.0 * Double.BYTES * COPIED, Peak::copy) * 1e-9);
    } finally {
      executor.shutdownNow();
    }
  }

  /** The greater of both in everything. */
  public Peak or(Peak other) {
    return new Peak(
        Math.max(float64Gflops, other.float64Gflops),
        Math.max(float32Gflops, other.float32Gflops),
        Math.max(copyGbytes, other.copyGbytes));
  }

  public double gflops(DType dtype) {
    return dtype == DType.FLOAT32 ? float32Gflops : float64Gflops;
  }

  /** A thread's work, which is prepared before its time is taken. */
  private interface Probe {
    Runnable prepare();
  }

  /** What all threads did together in a second, in the best burst. */
  private static double best(ExecutorService executor, int threads, double amount, Probe probe) {
    List<Runnable> work = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      work.add(probe.prepare());
    }
    double best = 0;
    for (int burst = 0; burst < BURSTS; burst++) {
      List<Callable<Double>> tasks = new ArrayList<>();
      for (Runnable one : work) {
        tasks.add(() -> Timed.of(one).seconds(1));
      }
      try {
        double together = 0;
        for (Future<Double> future : executor.invokeAll(tasks)) {
          together += amount / future.get();
        }
        best = Math.max(best, together);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return best;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a probe failed", e);
      }
    }
    return best;
  }

  private static Runnable copy() {
    double[] from = new double[COPIED];
    double[] to = new double[COPIED];
    return () -> System.arraycopy(from, 0, to, 0, COPIED);
  }

  private static Runnable sweepDoubles() {
    double[] elements = new double[ELEMENTS];
    return () -> {
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        sweep(elements, 0.5, 1);
      }
    };
  }

  private static Runnable sweepFloats() {
    float[] elements = new float[ELEMENTS];
    return () -> {
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        sweep(elements, 0.5f, 1);
      }
    };
  }

  /**
   * The compiler makes vectors of it. A chain of {@value #DEPTH} is far longer than loading and
   * storing, and the chains of different elements run beside each other.
   */
  private static void sweep(double[] elements, double factor, double term) {
    for (int i = 0; i < elements.length; i++) {
      double x = elements[i];
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      elements[i] = x;
    }
  }

  /** As above. */
  private static void sweep(float[] elements, float factor, float term) {
    for (int i = 0; i < elements.length; i++) {
      float x = elements[i];
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      x = Math.fma(x, factor, term);
      elements[i] = x;
    }
  }
}
