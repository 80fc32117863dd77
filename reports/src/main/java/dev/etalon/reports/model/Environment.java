package dev.etalon.reports.model;

import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where and how a verification ran.
 *
 * @param etalon Etalon's version
 * @param java the JVM
 * @param os the operating system
 * @param cpu the processor, as it names itself
 * @param cores the processors that the JVM may use
 * @param threads how many cases were judged at a time
 * @param device where PyTorch computed
 * @param seed from which every case was drawn
 * @param engines a line about each engine, by judge
 * @param unavailable why an engine could not be used; empty if all could
 * @param started when it began, ISO 8601 in UTC
 * @param seconds how long it took
 */
public record Environment(
    String etalon,
    String java,
    String os,
    String cpu,
    int cores,
    int threads,
    String device,
    long seed,
    Map<String, String> engines,
    List<String> unavailable,
    String started,
    double seconds) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This machine, these settings, and what the findings say of the engines. */
  public static Environment of(
      Verification.Settings settings, Findings findings, Instant started, Duration duration) {
    return new Environment(
        version(),
        javaMachine(),
        operatingSystem(),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        settings.threads(),
        settings.device(),
        settings.seed(),
        new LinkedHashMap<>(findings.engines()),
        findings.unavailable(),
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        duration.toMillis() / 1000.0);
  }

  /** Etalon's version; in a build that has not been packaged, "unpackaged". */
  public static String version() {
    return Optional.ofNullable(Environment.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  /** The JVM. */
  static String javaMachine() {
    return "%s (%s)".formatted(System.getProperty("java.vm.name"), Runtime.version());
  }

  /** The operating system. */
  static String operatingSystem() {
    return "%s %s, %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  /** The processor, as it names itself. */
  public static String processor() {
    return linuxProcessor()
        .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
        .orElseGet(() -> System.getProperty("os.arch"));
  }

  private static Optional<String> linuxProcessor() {
    if (!Files.isReadable(CPU_INFO)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
