package dev.etalon.oracle.regression;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Times an implementation in this process, once. One process is one sample: what a JVM compiles,
 * and where memory lies, differs from process to process by more than from round to round. A
 * yardstick is timed in turn with each quantity, in rounds shorter than a scheduler's time slice,
 * and the sample is the median of the rounds' ratios: what slows the machine down meets both.
 *
 * @param implementation what is timed
 * @param yardstick in whose times; null for a fixed piece of arithmetic
 * @param selection the operators, cases and precisions
 * @param seed from which the cases are drawn
 * @param clock nanoseconds
 * @param processorTime nanoseconds that this thread has had a processor: a warm-up by the clock
 *     would be none where others hold it
 */
public record Timekeeper(
    Implementation implementation,
    @Nullable Implementation yardstick,
    Selection selection,
    long seed,
    LongSupplier clock,
    LongSupplier processorTime) {
  private static final int ROUNDS = 80;

  /** A round is long enough for the clock and shorter than the time slices of schedulers. */
  private static final long ROUND_NANOS = 400_000;

  /** It is warm when a stretch this long, and the one before, were no faster than all before. */
  private static final long STRETCH_NANOS = 60_000_000;

  private static final int MOST_STRETCHES = 50;
  private static final double FASTER = 0.98;

  private static final int ARITHMETIC_LENGTH = 4096;

  /** Keeps the arithmetic from being left out. */
  private static volatile double sink;

  /** By this machine's clock and this thread's processor time. */
  public Timekeeper(
      Implementation implementation,
      @Nullable Implementation yardstick,
      Selection selection,
      long seed) {
    this(
        implementation,
        yardstick,
        selection,
        seed,
        System::nanoTime,
        ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
  }

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
    addIfOffered(
        samples,
        exam,
        dtype,
        "forward",
        subject -> () -> subject.forward(exam.operator(), exam.operands(), dtype));
    if (!exam.differentiable().isEmpty()) {
      addIfOffered(
          samples,
          exam,
          dtype,
          "vjp",
          subject -> () -> subject.vjp(exam.operator(), exam.operands(), exam.cotangent(), dtype));
    }
    return samples;
  }

  /** What an implementation does not offer, or breaks at, has no time; its verdict says so. */
  private void addIfOffered(
      List<TimeSamples> samples,
      Case exam,
      DType dtype,
      String quantity,
      Function<Implementation, Runnable> quantityOf) {
    Runnable work = quantityOf.apply(implementation);
    Runnable unit = yardstick == null ? Timekeeper::arithmetic : quantityOf.apply(yardstick);
    try {
      work.run();
      unit.run();
    } catch (RuntimeException | LinkageError e) {
      return;
    }
    double[] seconds = new double[ROUNDS];
    double[] relative = new double[ROUNDS];
    int unitRuns = warmUp(unit);
    int workRuns = warmUp(work);
    for (int round = 0; round < ROUNDS; round++) {
      boolean unitFirst = round % 2 == 0;
      double before = unitFirst ? seconds(unit, unitRuns) : Double.NaN;
      seconds[round] = seconds(work, workRuns);
      relative[round] = seconds[round] / (unitFirst ? before : seconds(unit, unitRuns));
    }
    samples.add(
        new TimeSamples(
            exam.operator().name(),
            exam.id(),
            dtype.label(),
            quantity,
            List.of(median(relative)),
            median(seconds)));
  }

  /** Runs until it becomes no faster, and says how many runs fill a round. */
  private int warmUp(Runnable work) {
    double fastest = Double.POSITIVE_INFINITY;
    int steady = 0;
    for (int stretch = 0; stretch < MOST_STRETCHES && steady < 2; stretch++) {
      long start = processorTime.getAsLong();
      double least = Double.POSITIVE_INFINITY;
      do {
        least = Math.min(least, seconds(work, 1));
      } while (processorTime.getAsLong() - start < STRETCH_NANOS);
      steady = least < FASTER * fastest ? 0 : steady + 1;
      fastest = Math.min(fastest, least);
    }
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, ROUND_NANOS * 1e-9 / fastest));
  }

  private double seconds(Runnable work, int runs) {
    long start = clock.getAsLong();
    for (int i = 0; i < runs; i++) {
      work.run();
    }
    return (clock.getAsLong() - start) * 1e-9 / runs;
  }

  private static void arithmetic() {
    double x = 1;
    double sum = 0;
    for (int i = 0; i < ARITHMETIC_LENGTH; i++) {
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
