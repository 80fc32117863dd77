package dev.etalon.oracle.lab;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.process.Program;
import dev.etalon.oracle.process.ProgramLimits;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import dev.etalon.oracle.tensorfile.ArrayStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A solution in a file of Python. It answers through Etalon's adapter, in one process for all
 * questions; a process that dies or hangs costs one question and is started again.
 *
 * @param python who reads it
 * @param adapter {@code etalon_adapter.py}; see {@link #writeAdapter}
 * @param lab how to talk to it
 * @param file the solution
 */
public record PythonSolution(Interpreter python, Path adapter, Lab lab, Path file) {
  /**
   * A call ends itself after two seconds of processor time; what does not is ended from outside.
   */
  public static final ProgramLimits LIMITS =
      new ProgramLimits(Duration.ofSeconds(60), 4L << 30, 64L << 20, 2);

  private static final String ADAPTER = "etalon_adapter.py";

  /** The adapter's source. */
  public static String adapterSource() {
    try (InputStream stream = PythonSolution.class.getResourceAsStream(ADAPTER)) {
      if (stream == null) {
        throw new IllegalStateException(ADAPTER + " is not in the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the adapter into a folder.
   *
   * @return the file
   */
  public static Path writeAdapter(Path folder) throws IOException {
    return Files.writeString(folder.resolve(ADAPTER), adapterSource());
  }

  /** A run of the solution, which can be stopped. */
  public ProgramRun run(Sandbox sandbox, ProgramLimits limits) {
    Path source = file.toAbsolutePath().normalize();
    List<Path> readable = new ArrayList<>(python.folders());
    readable.add(adapter.toAbsolutePath().normalize().getParent());
    readable.add(source.getParent());
    return new ProgramRun(
        new Program(
            source.getFileName().toString(),
            List.of(
                python.executable().toString(),
                adapter.toAbsolutePath().normalize().toString(),
                "--interface",
                lab.label(),
                "--solution",
                source.toString()),
            readable,
            Map.of(),
            null),
        sandbox,
        limits);
  }

  /**
   * Has the solution answer an exam.
   *
   * @param run of {@link #run}
   * @throws IOException if Python cannot be started, or the temporary folder not be written
   */
  public ProgramRun.Result answer(LabExam exam, ProgramRun run) throws IOException {
    Manifest manifest = Manifest.of("lab", exam.seed(), List.of());
    ProgramRun.Result result = run.run(manifest, exam.asked(), ArrayStore.NPZ, key -> {});
    return new Postmortem(manifest, run).of(exam.asked(), result);
  }

  /** The name under which Python imports the solution. */
  public String module() {
    String name = file.getFileName().toString();
    return name.endsWith(".py") ? name.substring(0, name.length() - 3) : name;
  }
}
