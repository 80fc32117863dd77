package dev.etalon.reports.cli;

import com.fasterxml.jackson.core.type.TypeReference;
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
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
      "  etalon baseline list",
    })
final class BaselineCommand implements Runnable {
  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code etalon baseline save}. */
  @Command(
      name = "save",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description =
          "Judges an implementation, times it in several processes, and keeps both under a name.")
  static final class Save implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The baseline's name, such as v1.2.")
    private String name = "";

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

    Save(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
      if (processes < 0) {
        throw new BadInput("--processes is %d; it must be at least 0".formatted(processes));
      }
      SnapshotFile file = baselines.named(name);
      Selection selection = cases.ofCatalogue(judges);
      Implementation implementation = subject.subject();
      Snapshot snapshot;
      try (ProgressDisplay progress =
          ProgressDisplay.on(spec.commandLine().getErr(), environment)) {
        snapshot =
            new Observer(implementation, selection, cases.seed()).observe(name, where(), progress);
      }
      if (snapshot.observations().isEmpty()) {
        throw new BadInput(
            "%s claims none of the operators that were asked for".formatted(implementation.name()));
      }
      if (processes > 0) {
        snapshot = snapshot.timed(times());
      }
      file.write(snapshot);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "etalon: %d results and %d times of %s are in %s%n",
          snapshot.observations().size(),
          snapshot.times().size(),
          implementation.name(),
          file.path());
      out.flush();
      return ExitCode.AGREEMENT;
    }

    private static Map<String, String> where() {
      Map<String, String> where = new LinkedHashMap<>();
      where.put("etalon", Environment.version());
      where.put("java", Runtime.version().toString());
      where.put("processor", Environment.processor());
      return where;
    }

    private List<TimeSamples> times() throws IOException {
      List<List<TimeSamples>> samples = new ArrayList<>();
      try (ProgressDisplay progress =
          ProgressDisplay.on(spec.commandLine().getErr(), environment)) {
        progress.started(processes);
        for (int process = 1; process <= processes; process++) {
          samples.add(sampleInProcess());
          progress.finished("process " + process + " of " + processes);
        }
      }
      return Timekeeper.together(samples);
    }

    /** One process like this one, which times and prints. */
    private List<TimeSamples> sampleInProcess() throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(
              argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
          .forEach(command::add);
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "dev.etalon.reports.Etalon"));
      command.addAll(List.of("baseline", "sample"));
      command.addAll(cases.arguments());
      command.addAll(subject.arguments());
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      Thread end = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(end);
      try (InputStream printed = process.getInputStream()) {
        List<TimeSamples> samples = JSON.readValue(printed, new TypeReference<>() {});
        if (process.waitFor() != 0) {
          throw new IOException("a process that timed ended with " + process.exitValue());
        }
        return samples;
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while timing", e);
      } finally {
        process.destroyForcibly();
        forget(end);
      }
    }

    private static void forget(Thread hook) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // we are ending: the hook runs
        return;
      }
    }
  }

  /** {@code etalon baseline sample}: one process's times, for {@code save}. */
  @Command(name = "sample", hidden = true, description = "Times in this process and prints JSON.")
  static final class Sample implements Callable<Integer> {
    @Mixin private CaseOptions cases = new CaseOptions();
    @Mixin private SubjectOptions subject = new SubjectOptions();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Timekeeper timekeeper =
          new Timekeeper(
              subject.subject(), cases.ofCatalogue(List.of()), cases.seed(), System::nanoTime);
      PrintWriter out = spec.commandLine().getOut();
      out.println(JSON.writeValueAsString(timekeeper.sample()));
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
