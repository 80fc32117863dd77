package dev.etalon.reports.cli;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.oracle.bench.Bench;
import dev.etalon.oracle.timing.Pace;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reports.html.Figures;
import dev.etalon.reports.json.JsonReport;
import dev.etalon.reports.model.BenchReport;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code etalon bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Times implementations side by side on the layers of networks.",
      "A ratio above 1 says that the subject is faster than the baseline.",
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon bench",
      "  etalon bench --network vgg16,unet --batch 1 --dtype float32 --quantity forward",
      "  etalon bench --network resnet50/conv3_2b --subject definition --rounds 5",
      "  etalon bench --network elementary --operator softmax,cross_entropy",
      "  etalon bench --json > timings.json",
    })
final class BenchCommand implements Callable<Integer> {
  /** The size of the common pool that parallel Java code runs in, beside the thread that asks. */
  private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

  @Option(
      names = "--network",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "resnet50",
      description =
          "The networks, or single layers of them such as resnet50/conv3_2b (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> networks = List.of();

  @Option(
      names = "--operator",
      split = ",",
      paramLabel = "NAME",
      description = "Only layers of these operators.")
  private List<String> operators = List.of();

  @Option(
      names = "--quantity",
      split = ",",
      paramLabel = "NAME",
      description = "Only these: forward, grad:input, grad:weight, grad:bias.")
  private List<String> quantities = List.of();

  @Option(
      names = "--dtype",
      split = ",",
      paramLabel = "DTYPE",
      description = "Only these precisions: float64, float32.")
  private List<String> dtypes = List.of();

  @Option(
      names = "--batch",
      paramLabel = "NUMBER",
      description = "The number of examples (default: ${DEFAULT-VALUE}).")
  private int batch = 8;

  @Option(
      names = "--subject",
      split = ",",
      paramLabel = "NAME",
      description = "The implementations to time (default: the fast kernels).")
  private List<String> subjects = List.of(Bench.defaultSubject());

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "What they are compared with (default: ${DEFAULT-VALUE}).")
  private String baseline = Bench.PYTORCH;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      description = "How often each is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds = Pace.THOROUGH.rounds();

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "The threads of each (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Draw the data from this seed (default: ${DEFAULT-VALUE}).")
  private long seed = Verification.DEFAULT_SEED;

  @Option(names = "--json", description = "Print the timings for machines instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Bench.Settings settings = settings();
    // Takes effect before anything runs in the pool.
    System.setProperty(COMMON_POOL, Integer.toString(threads - 1));
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "etalon: timing %s against %s, %s each, batch %d, %d rounds"
            .formatted(
                String.join(", ", subjects),
                baseline,
                threads == 1 ? "1 thread" : threads + " threads",
                batch,
                rounds));
    err.flush();
    Instant started = Instant.now();
    RemainingTime remaining = new RemainingTime(System::nanoTime);
    Bench.Results results =
        new Bench(settings)
            .run(
                (race, share) -> {
                  err.println(
                      "etalon: [%3.0f %%] %s; %s"
                          .formatted(100 * share, race, remaining.after(share)));
                  err.flush();
                });
    BenchReport report = BenchReport.of(settings, batch, results, started);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(JsonReport.write(report));
    } else {
      print(out, results, report);
    }
    out.flush();
    results.remarks().forEach(remark -> err.println("etalon: " + remark));
    err.flush();
    return results.timings().isEmpty() ? ExitCode.ENVIRONMENT : ExitCode.AGREEMENT;
  }

  private Bench.Settings settings() {
    List<NetworkLayer> layers = LayerSelection.of(networks, batch);
    Vocabulary operatorNames =
        new Vocabulary(
            "operator of these networks",
            layers.stream().map(layer -> layer.operator().name()).distinct().toList(),
            "");
    operators.forEach(operatorNames::require);
    layers =
        layers.stream()
            .filter(layer -> operators.isEmpty() || operators.contains(layer.operator().name()))
            .toList();
    Vocabulary quantityNames =
        new Vocabulary(
            "quantity",
            layers.stream().flatMap(layer -> layer.quantities().stream()).distinct().toList(),
            "");
    quantities.forEach(quantityNames::require);
    Predicate<String> asked =
        quantity ->
            quantities.isEmpty()
                ? !quantity.equals(Case.gradient("bias"))
                : quantities.contains(quantity);
    Vocabulary implementations = new Vocabulary("implementation", Bench.names(), "");
    subjects.forEach(implementations::require);
    implementations.require(baseline);
    positive("--rounds", rounds);
    positive("--threads", threads);
    return new Bench.Settings(
        layers,
        precisions(),
        asked,
        subjects,
        baseline,
        Pace.THOROUGH.withRounds(rounds),
        threads,
        seed);
  }

  private static void positive(String option, int value) {
    if (value < 1) {
      throw new BadInput("%s is %d; it must be at least 1".formatted(option, value));
    }
  }

  private List<DType> precisions() {
    List<DType> floating = Verification.DTYPES;
    Vocabulary precisions =
        new Vocabulary("dtype", floating.stream().map(DType::label).toList(), "");
    dtypes.forEach(precisions::require);
    return dtypes.isEmpty() ? floating : dtypes.stream().map(DType::named).toList();
  }

  private static void print(PrintWriter out, Bench.Results results, BenchReport report) {
    int width = results.timings().stream().mapToInt(t -> name(t).length()).max().orElse(4);
    String header = "%-" + width + "s %-8s %-14s %10s %10s  %-22s %8s %7s %6s%n";
    out.printf(
        Locale.ROOT,
        header,
        "layer and quantity",
        "dtype",
        "subject",
        "subject",
        "baseline",
        "ratio (95 % interval)",
        "GFLOP/s",
        "GB/s",
        "peak");
    for (Timing timing : results.timings()) {
      out.printf(
          Locale.ROOT,
          header,
          name(timing),
          timing.dtype(),
          timing.subject(),
          Figures.seconds(timing.subjectSeconds().value()),
          Figures.seconds(timing.baselineSeconds().value()),
          String.format(
              Locale.ROOT,
              "%.3g (%.3g to %.3g)%s",
              timing.ratio().value(),
              timing.ratio().low(),
              timing.ratio().high(),
              timing.steady() ? "" : " ~"),
          figure("%.1f", timing.gflops()),
          figure("%.1f", OptionalDouble.of(timing.gbytes())),
          percent(timing.peakShare()));
    }
    out.println();
    for (BenchReport.Mean mean : report.geometricMeans()) {
      out.printf(
          Locale.ROOT,
          "%s %s %s %s: %s is %.3g times as fast as %s (geometric mean, %d distinct)%n",
          mean.network(),
          mean.operator(),
          mean.quantity(),
          mean.dtype(),
          mean.subject(),
          mean.ratio(),
          mean.baseline(),
          mean.layers());
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "measured peak of %d threads: float64 %.1f GFLOP/s, float32 %.1f GFLOP/s, copying %.1f GB/s%n",
        report.environment().threads(),
        results.peak().float64Gflops(),
        results.peak().float32Gflops(),
        results.peak().copyGbytes());
    results
        .engines()
        .forEach(engine -> out.println("%s; %s".formatted(engine, Bench.oneDnnLimit())));
    if (results.timings().stream().anyMatch(timing -> !timing.steady())) {
      out.println("~ not steady after warming up");
    }
  }

  private static String name(Timing timing) {
    return timing.caseId() + " " + timing.quantity();
  }

  private static String figure(String format, OptionalDouble figure) {
    return figure.isPresent() ? String.format(Locale.ROOT, format, figure.getAsDouble()) : "–";
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Math.round(100 * share.getAsDouble()) + " %" : "–";
  }
}
