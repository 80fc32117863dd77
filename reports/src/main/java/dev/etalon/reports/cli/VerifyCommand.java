package dev.etalon.reports.cli;

import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.network.NetworkVerification;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Soak;
import dev.etalon.oracle.verification.SoakState;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.oracle.verification.Verification.Settings;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reports.failure.FailureFolder;
import dev.etalon.reports.folder.ReportFolder;
import dev.etalon.reports.model.Environment;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Reporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code etalon verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Judges the operators and writes a report.",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon verify",
      "  etalon verify --operator conv2d,max_pool2d --dtype float32",
      "  etalon verify --case conv2d/strided --judge extended --seed 7",
      "  etalon verify --shapes resnet50 --batch 2",
      "  etalon verify --tier soak --cases 100000",
      "",
      "Ctrl-C ends early and leaves a valid report of what was judged until then.",
    })
final class VerifyCommand implements Callable<Integer> {
  private static final String SMOKE = "smoke";
  private static final String FULL = "full";
  private static final String SOAK = "soak";

  private final Verifier.Factory verifiers;
  private final Map<String, String> environment;

  @Mixin private CaseOptions cases = new CaseOptions();

  @Option(
      names = "--judge",
      split = ",",
      paramLabel = "NAME",
      description = "Only these judges ('etalon list --judges' names them).")
  private List<String> judges = List.of();

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      description = "smoke (seconds), full (the default), or soak (random cases).")
  private String tier = FULL;

  @Option(
      names = "--cases",
      paramLabel = "NUMBER",
      description = "Of a soak (default: ${DEFAULT-VALUE}).")
  private long randomCases = 10_000;

  @Option(names = "--restart", description = "Begin a soak again that could go on.")
  private boolean restart;

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "Judge so many cases at a time (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--shapes",
      split = ",",
      paramLabel = "NETWORK",
      description =
          "Instead of the cases, judge PyTorch on the layers of these networks, such as resnet50,"
              + " or on one, such as resnet50/conv3_2b; in float32 where --dtype does not say"
              + " otherwise.")
  private List<String> shapes = List.of();

  @Option(
      names = "--batch",
      paramLabel = "NUMBER",
      description = "With --shapes: the number of examples (default: ${DEFAULT-VALUE}).")
  private int batch = 2;

  @Mixin private ReportOptions reporting = new ReportOptions();

  @Spec private CommandSpec spec;

  VerifyCommand(Verifier.Factory verifiers, Map<String, String> environment) {
    this.verifiers = verifiers;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    new Vocabulary("tier", List.of(SMOKE, FULL, SOAK), "").require(tier);
    Settings settings = settings();
    requireWidePrecisions(settings.selection().dtypes());
    if (tier.equals(SOAK)) {
      return soak(settings);
    }
    ReportFolder folder = reporting.prepared();
    try (Interruption interruption = new Interruption()) {
      Instant started = Instant.now();
      FailureFolder failures = new FailureFolder(folder);
      Verifier verifier =
          shapes.isEmpty() ? verifiers.of(settings, failures::save) : onShapes(settings);
      interruption.calls(verifier::stop);
      @Nullable RuntimeException broken = null;
      Findings findings;
      try (ProgressDisplay progress = ProgressDisplay.on(err(), environment)) {
        findings = verifier.run(progress);
      } catch (RuntimeException e) {
        broken = e;
        findings = nothing("the verification broke off: " + e);
      }
      Report report =
          Reporter.report(
              findings,
              Environment.of(
                  settings, findings, started, Duration.between(started, Instant.now())));
      folder.write(report);
      if (broken != null) {
        throw broken;
      }
      return reporting.conclude(report, folder, environment);
    }
  }

  private Verifier onShapes(Settings settings) {
    List<DType> precisions =
        settings.selection().dtypes().isEmpty()
            ? List.of(DType.FLOAT32)
            : settings.selection().dtypes().stream().sorted().toList();
    return new ShapesVerifier(
        new NetworkVerification(
            new NetworkVerification.Settings(
                LayerSelection.of(shapes, batch), precisions, cases.seed())),
        err());
  }

  private int soak(Settings settings) throws IOException {
    if (cases.namesCases()) {
      throw new BadInput("--tier soak draws its own cases; leave --case out, or the tier");
    }
    if (randomCases < 1 || randomCases > Integer.MAX_VALUE) {
      throw new BadInput(
          "--cases is %d; allowed are 1 to %d".formatted(randomCases, Integer.MAX_VALUE));
    }
    Selection selection = settings.selection();
    SoakState asked =
        SoakState.fresh(
            cases.seed(),
            Catalog.operators().stream().filter(selection::includesOperator).toList(),
            Verification.DTYPES.stream().filter(selection::includes).toList(),
            judges.isEmpty()
                ? Soak.usualJudges(settings.device())
                : Verification.judgeNames(settings.device()).stream()
                    .filter(judges::contains)
                    .toList());
    Soak soak = new Soak(settings.device(), threads);
    try (Interruption interruption = new Interruption()) {
      interruption.calls(soak::stop);
      return new SoakRun(reporting.folder(), spec.commandLine().getOut(), err())
          .run(
              soak,
              asked,
              randomCases,
              restart,
              reporting.json(),
              ProgressDisplay.on(err(), environment));
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private static Findings nothing(String reason) {
    return new Findings(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(reason),
        true);
  }

  private Settings settings() {
    String device = devices.device();
    Selection asked = cases.ofEverything(judges);
    Vocabulary judgeNames =
        new Vocabulary(
            "judge", Verification.judgeNames(device), "'etalon list --judges' prints them");
    judges.forEach(judgeNames::require);
    if (threads < 1) {
      throw new BadInput(
          "--threads is %d; it must be at least 1, or left out for one per core"
              .formatted(threads));
    }
    Selection selection = tier.equals(SMOKE) ? asked.firstOfEach() : asked;
    if (selection.sources().isEmpty()) {
      throw cases.nothingLeft();
    }
    return new Settings(cases.seed(), device, selection, threads, devices.mode());
  }

  /** Random cases and the layers of networks are judged as files hold them. */
  private void requireWidePrecisions(Set<DType> asked) {
    boolean narrow = asked.stream().anyMatch(DType::isReduced);
    if (narrow && (tier.equals(SOAK) || !shapes.isEmpty())) {
      throw new BadInput(
          "%s is not for 16 bits; give --dtype float64 or float32"
              .formatted(tier.equals(SOAK) ? "--tier soak" : "--shapes"));
    }
  }
}
