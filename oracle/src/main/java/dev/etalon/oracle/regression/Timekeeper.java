package dev.etalon.oracle.regression;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times an implementation in this process, once. One process is one sample: what a JVM compiles,
 * and where memory lies, differs from process to process by more than from round to round. A
 * yardstick, a fixed piece of arithmetic, is timed in turn with each quantity, so that a machine
 * that is slower now than then is slower for both.
 *
 * @param implementation what is timed
 * @param selection the operators, cases and precisions
 * @param seed from which the cases are drawn
 * @param clock nanoseconds
 */
public record Timekeeper(
    Implementation implementation, Selection selection, long seed, LongSupplier clock) {
  private static final int ROUNDS = 9;
  private static final long WARM_UP_NANOS = 60_000_000;

  /** A round is long enough for the clock and short enough for a few of them. */
  private static final long ROUND_NANOS = 2_000_000;

  private static final int YARDSTICK_LENGTH = 4096;

  /** Keeps the yardstick's arithmetic from being left out. */
  private static volatile double sink;

  /**
   * Times the largest selected case of each claimed operator: forward, and VJP.
   *
   * @return for each, one relative time
   */
  public List<TimeSamples> sample() {
    List<TimeSamples> samples = new ArrayList<>();
    for (String operator : Catalog.operators()) {
      Catalog.recipes(operator).stream()
          .filter(selection::includes)
          .filter(recipe -> implementation.claims(recipe.operator()))
          .map(recipe -> recipe.draw(seed))
          .max(Comparator.comparingInt(Timekeeper::size))
          .ifPresent(
              exam -> {
                for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                  if (selection.includes(dtype)) {
                    samples.addAll(sample(exam.as(dtype), dtype));
                  }
                }
              });
    }
    return samples;
  }

  private static int size(Case exam) {
    return exam.operands().values().stream().mapToInt(tensor -> tensor.size()).sum()
        + exam.cotangent().size();
  }

  private List<TimeSamples> sample(Case exam, DType dtype) {
    List<TimeSamples> samples = new ArrayList<>();
    Runnable forward = () -> implementation.forward(exam.operator(), exam.operands(), dtype);
    Runnable vjp =
        () -> implementation.vjp(exam.operator(), exam.operands(), exam.cotangent(), dtype);
    addIfOffered(samples, exam, dtype, "forward", forward);
    if (!exam.differentiable().isEmpty()) {
      addIfOffered(samples, exam, dtype, "vjp", vjp);
    }
    return samples;
  }

  /** What an implementation does not offer, or breaks at, has no time; its verdict says so. */
  private void addIfOffered(
      List<TimeSamples> samples, Case exam, DType dtype, String quantity, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      return;
    }
    samples.add(time(exam, dtype, quantity, work));
  }

  private TimeSamples time(Case exam, DType dtype, String quantity, Runnable work) {
    Runnable yardstick = Timekeeper::yardstick;
    int workRuns = warmUp(work);
    int yardstickRuns = warmUp(yardstick);
    double[] relative = new double[ROUNDS];
    double[] seconds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double unit = seconds(yardstick, yardstickRuns);
      seconds[round] = seconds(work, workRuns);
      relative[round] = seconds[round] / unit;
    }
    return new TimeSamples(
        exam.operator().name(),
        exam.id(),
        dtype.label(),
        quantity,
        List.of(median(relative)),
        median(seconds));
  }

  /** Runs until it is warm, and says how many runs fill a round. */
  private int warmUp(Runnable work) {
    long start = clock.getAsLong();
    int runs = 0;
    long elapsed;
    do {
      work.run();
      runs++;
      elapsed = clock.getAsLong() - start;
    } while (elapsed < WARM_UP_NANOS);
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, ROUND_NANOS * runs / elapsed));
  }

  private double seconds(Runnable work, int runs) {
    long start = clock.getAsLong();
    for (int i = 0; i < runs; i++) {
      work.run();
    }
    return (clock.getAsLong() - start) * 1e-9 / runs;
  }

  private static void yardstick() {
    double x = 1;
    double sum = 0;
    for (int i = 0; i < YARDSTICK_LENGTH; i++) {
      x = x * 1.0000001 + 1.0 / (i + 1);
      sum += Math.sqrt(x);
    }
    sink = sum;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The samples of several processes as one. */
  public static List<TimeSamples> together(List<List<TimeSamples>> processes) {
    List<TimeSamples> merged = new ArrayList<>();
    for (TimeSamples first : processes.get(0)) {
      List<TimeSamples> same =
          processes.stream()
              .flatMap(List::stream)
              .filter(sample -> sample.key().equals(first.key()))
              .toList();
      merged.add(
          new TimeSamples(
              first.operator(),
              first.caseId(),
              first.dtype(),
              first.quantity(),
              same.stream().flatMap(sample -> sample.relative().stream()).toList(),
              median(same.stream().mapToDouble(TimeSamples::seconds).toArray())));
    }
    return merged;
  }
}
