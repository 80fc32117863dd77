package dev.etalon.reports.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.regression.Observer;
import dev.etalon.oracle.regression.Snapshot;
import dev.etalon.oracle.regression.TimeSamples;
import dev.etalon.oracle.regression.Timekeeper;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reports.model.Environment;
import dev.etalon.reports.regression.SnapshotFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon baseline}: states of a kernel to compare with later. */
@Command(
    name = "baseline",
    mixinStandardHelpOptions = true,
    description = "Records what a kernel gives and how long it takes, for 'etalon compare'.",
    subcommands = {BaselineCommand.Names.class},
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon baseline save v1 --operator conv2d,linear",
      "  etalon baseline save mine --implementation com.example.MyConv2d --class-path build/classes",
      "  etalon baseline pair v1 v2 --implementation com.example.MyConv2d --class-path build/new \\",
      "      --before-class-path build/old",
      "  etalon baseline list",
    })
final class BaselineCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What all that save baselines have in common. */
  private abstract static class Saving implements Callable<Integer> {
    @Mixin private CaseOptions cases = new CaseOptions();
    @Mixin private SubjectOptions subject = new SubjectOptions();
    @Mixin private Baselines baselines = new Baselines();

    @Option(
        names = "--judge",
        split = ",",
        paramLabel = "NAME",
        description = "Who judges (default: extended, the truth).")
    private List<String> judges = List.of("extended");

    @Option(
        names = "--processes",
        paramLabel = "NUMBER",
        description =
            "Time in so many processes, one sample each; 0 for no times (default: ${DEFAULT-VALUE}).")
    private int processes = 12;

    @Spec private CommandSpec spec;

    private final Map<String, String> environment;

    Saving(Map<String, String> environment) {
      this.environment = environment;
    }

    /** The implementation that {@code --implementation} and {@code --class-path} name. */
    SubjectOptions subject() {
      return subject;
    }

    /**
     * Saves a baseline of each subject under its name; they are timed in turn.
     *
     * @param yardstick in whose times; null for a fixed piece of arithmetic
     */
    int save(Map<String, SubjectOptions> subjects, @Nullable SubjectOptions yardstick)
        throws IOException {
      if (processes < 0) {
        throw new BadInput("--processes is %d; it must be at least 0".formatted(processes));
      }
      List<SnapshotFile> files = subjects.keySet().stream().map(baselines::named).toList();
      List<Snapshot> snapshots = new ArrayList<>();
      for (Map.Entry<String, SubjectOptions> one : subjects.entrySet()) {
        snapshots.add(observe(one.getKey(), one.getValue().subject()));
      }
      if (processes > 0) {
        List<TimingProcess> timed =
            subjects.values().stream()
                .map(one -> new TimingProcess(cases, one, yardstick))
                .toList();
        try (ProgressDisplay progress = progress()) {
          List<List<TimeSamples>> times = TimingProcess.inTurn(timed, processes, progress);
          for (int i = 0; i < times.size(); i++) {
            snapshots.set(i, snapshots.get(i).timed(times.get(i)));
          }
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      for (int i = 0; i < files.size(); i++) {
        Snapshot snapshot = snapshots.get(i);
        files.get(i).write(snapshot);
        out.printf(
            "etalon: %d results and %d times of %s are in %s%n",
            snapshot.observations().size(),
            snapshot.times().size(),
            snapshot.implementation(),
            files.get(i).path());
      }
      out.flush();
      return ExitCode.AGREEMENT;
    }

    private Snapshot observe(String name, Implementation implementation) {
      Selection selection = cases.ofCatalogue(judges);
      try (ProgressDisplay progress = progress()) {
        Snapshot snapshot =
            new Observer(implementation, selection, cases.seed()).observe(name, where(), progress);
        if (snapshot.observations().isEmpty()) {
          throw new BadInput(
              "%s claims none of the operators that were asked for"
                  .formatted(implementation.name()));
        }
        return snapshot;
      }
    }

    private ProgressDisplay progress() {
      return ProgressDisplay.on(spec.commandLine().getErr(), environment);
    }

    private static Map<String, String> where() {
      Map<String, String> where = new LinkedHashMap<>();
      where.put("etalon", Environment.version());
      where.put("java", Runtime.version().toString());
      where.put("processor", Environment.processor());
      return where;
    }
  }

  /** {@code etalon baseline save}. */
  @Command(
      name = "save",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description =
          "Judges an implementation, times it in several processes, and keeps both under a name.")
  static final class Save extends Saving {
    @Parameters(paramLabel = "NAME", description = "The baseline's name, such as v1.2.")
    private String name = "";

    Save(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() throws IOException {
      return save(Map.of(name, subject()), null);
    }
  }

  /** {@code etalon baseline pair}. */
  @Command(
      name = "pair",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description =
          "Saves two baselines at once, of a kernel before and after a change. Both are timed in the"
              + " same minutes and in units of the older one: what the machine does meets both"
              + " alike.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  etalon baseline pair v1 v2 --implementation com.example.MyConv2d \\",
        "      --class-path build/new --before-class-path build/old",
        "  etalon compare v1 v2",
      })
  static final class Pair extends Saving {
    @Parameters(index = "0", paramLabel = "BEFORE", description = "The older baseline's name.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "The newer baseline's name.")
    private String after = "";

    @Option(
        names = "--before-implementation",
        paramLabel = "NAME",
        description = "The implementation before the change (default: the same name).")
    private @Nullable String implementation;

    @Option(
        names = "--before-class-path",
        split = "[:;]",
        paramLabel = "PATH",
        description = "Where the class was before the change (default: the same place).")
    private @Nullable List<Path> classPath;

    Pair(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() throws IOException {
      if (before.equals(after)) {
        throw new BadInput(
            "both baselines are named '%s'; give each a name of its own".formatted(before));
      }
      SubjectOptions old = subject().but(implementation, classPath);
      Map<String, SubjectOptions> subjects = new LinkedHashMap<>();
      subjects.put(before, old);
      subjects.put(after, subject());
      return save(subjects, old);
    }
  }

  /** {@code etalon baseline sample}: one process's times, for {@code save}. */
  @Command(name = "sample", hidden = true, description = "Times in this process and prints JSON.")
  static final class Sample implements Callable<Integer> {
    @Mixin private CaseOptions cases = new CaseOptions();
    @Mixin private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--yardstick-implementation")
    private @Nullable String yardstick;

    @Option(names = "--yardstick-class-path")
    private List<Path> yardstickClassPath = List.of();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      System.setOut(System.err); // what a subject prints is not the answer
      Timekeeper timekeeper =
          new Timekeeper(
              subject.subject(),
              yardstick == null ? null : subject.but(yardstick, yardstickClassPath).subject(),
              cases.ofCatalogue(List.of()),
              cases.seed());
      out.println(new JsonMapper().writeValueAsString(timekeeper.sample()));
      out.flush();
      return ExitCode.AGREEMENT;
    }
  }

  /** {@code etalon baseline list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Names the baselines that there are.")
  static final class Names implements Callable<Integer> {
    @Mixin private Baselines baselines = new Baselines();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      baselines.names().forEach(out::println);
      out.flush();
      return ExitCode.AGREEMENT;
    }
  }
}
