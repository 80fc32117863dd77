package dev.etalon.reports.model;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.bench.Bench;
import dev.etalon.oracle.timing.Peak;
import dev.etalon.oracle.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code etalon bench --json} prints.
 *
 * @param schema the version of this tree's shape; it grows when a key changes its meaning or goes
 * @param environment where and how it was timed
 * @param timings each quantity of each layer
 * @param geometricMeans of the ratios, by group
 */
public record BenchReport(
    int schema, Conditions environment, List<Row> timings, List<Mean> geometricMeans) {
  /** The version that this code writes. */
  public static final int SCHEMA = 1;

  /**
   * Where and how it was timed.
   *
   * @param etalon Etalon's version
   * @param java the JVM
   * @param os the operating system
   * @param cpu the processor, as it names itself
   * @param cores the processors that the JVM may use
   * @param threads how many threads each contestant may use
   * @param batch the number of examples
   * @param rounds how often each contestant was measured
   * @param engines a line about PyTorch, if it took part
   * @param oneDnn the limit on the instructions of PyTorch's oneDNN
   * @param peak the most this machine was seen to do in this run
   * @param remarks what could not be timed, and why
   * @param started when it began, ISO 8601 in UTC
   * @param seconds how long it took
   */
  public record Conditions(
      String etalon,
      String java,
      String os,
      String cpu,
      int cores,
      int threads,
      int batch,
      int rounds,
      List<String> engines,
      String oneDnn,
      Peak peak,
      List<String> remarks,
      String started,
      double seconds) {}

  /**
   * One quantity of one layer.
   *
   * @param name layer and quantity: {@code resnet50/conv3_2b grad:weight}
   * @param dtype the precision
   * @param subject whose time is of interest
   * @param baseline what it is compared with
   * @param subjectSeconds the subject's median
   * @param baselineSeconds the baseline's median
   * @param ratio baseline / subject: above 1 the subject is faster
   * @param ratioLow the lower end of its 95 % confidence interval
   * @param ratioHigh the upper end
   * @param gflops the subject's multiply–adds, 2 operations each, in 10⁹ a second; null if it has
   *     none
   * @param peakShare the share of the measured peak: of multiply–adds, or of copying memory where
   *     there are none
   */
  public record Row(
      String name,
      String dtype,
      String subject,
      String baseline,
      double subjectSeconds,
      double baselineSeconds,
      double ratio,
      double ratioLow,
      double ratioHigh,
      @Nullable Double gflops,
      @Nullable Double peakShare) {
    static Row of(TimingRow row) {
      return new Row(
          row.name(),
          row.dtype(),
          row.subject(),
          row.baseline(),
          row.subjectSeconds(),
          row.baselineSeconds(),
          row.ratio(),
          row.ratioLow(),
          row.ratioHigh(),
          row.gflops(),
          row.peakShare());
    }
  }

  /**
   * A geometric mean of ratios over distinct layers, each counted once.
   *
   * @param network the network
   * @param operator the operator
   * @param quantity the quantity
   * @param dtype the precision
   * @param subject whose time is of interest
   * @param baseline what it is compared with
   * @param layers how many ratios
   * @param ratio their geometric mean: above 1 the subject is faster
   */
  public record Mean(
      String network,
      String operator,
      String quantity,
      String dtype,
      String subject,
      String baseline,
      int layers,
      double ratio) {}

  /** The report of a run that has just ended. */
  public static BenchReport of(
      Bench.Settings settings, int batch, Bench.Results results, Instant started) {
    Conditions conditions =
        new Conditions(
            Environment.version(),
            Environment.javaMachine(),
            Environment.operatingSystem(),
            Environment.processor(),
            Runtime.getRuntime().availableProcessors(),
            settings.threads(),
            batch,
            settings.pace().rounds(),
            results.engines(),
            Bench.oneDnnLimit(),
            results.peak(),
            results.remarks(),
            started.truncatedTo(ChronoUnit.SECONDS).toString(),
            Duration.between(started, Instant.now()).toMillis() / 1000.0);
    return new BenchReport(
        SCHEMA,
        conditions,
        results.timings().stream().map(TimingRow::of).map(Row::of).toList(),
        means(results.timings()));
  }

  private static List<Mean> means(List<Timing> timings) {
    Map<List<String>, List<Timing>> groups =
        timings.stream()
            .collect(
                groupingBy(
                    timing ->
                        List.of(
                            timing.caseId().substring(0, timing.caseId().indexOf('/')),
                            timing.operator(),
                            timing.quantity(),
                            timing.dtype().label(),
                            timing.subject(),
                            timing.baseline()),
                    LinkedHashMap::new,
                    toList()));
    List<Mean> means = new ArrayList<>();
    groups.forEach(
        (key, members) ->
            means.add(
                new Mean(
                    key.get(0),
                    key.get(1),
                    key.get(2),
                    key.get(3),
                    key.get(4),
                    key.get(5),
                    members.size(),
                    Math.exp(
                        members.stream()
                            .collect(
                                averagingDouble(timing -> Math.log(timing.ratio().value())))))));
    return means;
  }
}
