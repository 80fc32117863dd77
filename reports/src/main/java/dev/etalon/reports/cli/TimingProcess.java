package dev.etalon.reports.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.regression.TimeSamples;
import dev.etalon.oracle.regression.Timekeeper;
import dev.etalon.oracle.verification.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes times in processes of their own: each is one {@code etalon baseline sample}.
 *
 * @param cases what is timed
 * @param subject whose time it is
 * @param yardstick in whose times; null for a fixed piece of arithmetic
 */
record TimingProcess(
    CaseOptions cases, SubjectOptions subject, @Nullable SubjectOptions yardstick) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Times subjects in turn, A B B A A B …, so that what the machine does meets all alike.
   *
   * @param rounds how many processes of each
   * @return for each subject, its times of all its processes
   * @throws IOException if a process cannot be started, or fails
   */
  static List<List<TimeSamples>> inTurn(List<TimingProcess> subjects, int rounds, Progress progress)
      throws IOException {
    List<List<List<TimeSamples>>> samples = new ArrayList<>();
    subjects.forEach(subject -> samples.add(new ArrayList<>()));
    progress.started(rounds * subjects.size());
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < subjects.size(); turn++) {
        int next = round % 2 == 0 ? turn : subjects.size() - 1 - turn;
        samples.get(next).add(subjects.get(next).sample());
        progress.finished("process %d of %d".formatted(round + 1, rounds));
      }
    }
    return samples.stream().map(Timekeeper::together).toList();
  }

  /** One process like this one, which times and prints. */
  private List<TimeSamples> sample() throws IOException {
    Process process =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments();
    own.stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    // compiles when it is due and not when a processor is free: the same code in every process
    command.add("-Xbatch");
    if (own.stream().noneMatch(argument -> argument.matches("-XX:\\+Use\\w+GC"))) {
      command.add("-XX:+UseSerialGC");
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.etalon.reports.Etalon"));
    command.addAll(List.of("baseline", "sample"));
    command.addAll(cases.arguments());
    command.addAll(subject.arguments());
    if (yardstick != null) {
      command.addAll(yardstick.arguments("--yardstick-"));
    }
    return command;
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
