package dev.etalon.oracle.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A started program with all the processes that it starts. */
final class ForeignProcess implements AutoCloseable {
  /** By this variable its processes are found, also those that it cut loose. */
  private static final String MARK = "ETALON_RUN";

  private static final String FOLDER = "ETALON_EXCHANGE";

  /** What a program sees of the environment: no secrets. */
  private static final Set<String> PASSED =
      Set.of(
          "PATH",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "TZ",
          "PYTHONPATH",
          "VIRTUAL_ENV",
          "CONDA_PREFIX",
          "LD_LIBRARY_PATH",
          "DYLD_LIBRARY_PATH",
          "JAVA_HOME",
          "CUDA_HOME",
          "CUDA_VISIBLE_DEVICES",
          "SystemRoot",
          "PATHEXT",
          "COMSPEC");

  private static final List<String> THREADS =
      List.of(
          "OMP_NUM_THREADS",
          "OPENBLAS_NUM_THREADS",
          "MKL_NUM_THREADS",
          "NUMEXPR_NUM_THREADS",
          "VECLIB_MAXIMUM_THREADS");

  private static final Path PROCESSES = Path.of("/proc");
  private static final long PATIENCE_SECONDS = 5;

  private final String mark = UUID.randomUUID().toString();
  private final Process process;
  private final CapturedOutput output;
  private final Thread reader;

  /**
   * Starts a program.
   *
   * @param exchange the exchange directory, of which only the results can be written
   * @param results the folder of its results
   * @param work a folder for whatever it writes beside
   * @throws IOException if it cannot be started
   */
  ForeignProcess(
      Program program,
      Sandbox sandbox,
      ProgramLimits limits,
      Path exchange,
      Path results,
      Path work)
      throws IOException {
    List<Path> readable = new ArrayList<>(program.readable());
    Path folder = program.folder() == null ? work : program.folder();
    if (program.folder() != null) {
      readable.add(folder);
    }
    readable.add(exchange);
    List<String> command = new ArrayList<>(sandbox.prefix(readable, List.of(results, work)));
    command.addAll(limited(limits));
    command.addAll(program.command());
    command.add(exchange.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment(program, exchange, work));
    process = builder.start();
    process.getOutputStream().close();
    output = new CapturedOutput(process.getInputStream());
    reader = new Thread(output, "etalon-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** The shell's limits, where there is a shell: memory, the size of files, no core dumps. */
  private static List<String> limited(ProgramLimits limits) {
    if (!Files.isExecutable(Path.of("/bin/sh"))) {
      return List.of();
    }
    StringBuilder script = new StringBuilder("ulimit -c 0;");
    script.append(" ulimit -f ").append(limits.fileBytes() / 512).append(';');
    if (limits.memoryBytes() > 0) {
      script.append(" ulimit -v ").append(limits.memoryBytes() / 1024).append(';');
    }
    return List.of("/bin/sh", "-c", script + " exec \"$@\"", "sh");
  }

  private Map<String, String> environment(Program program, Path exchange, Path work) {
    Map<String, String> environment = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (PASSED.contains(name)) {
                environment.put(name, value);
              }
            });
    THREADS.forEach(name -> environment.put(name, "1"));
    environment.put("HOME", work.toString());
    environment.put("TMPDIR", work.toString());
    environment.put("MPLBACKEND", "Agg");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONHASHSEED", "0");
    environment.put("PYTHONIOENCODING", "utf-8");
    environment.put("PYTHONUNBUFFERED", "1");
    environment.putAll(program.environment());
    environment.put(FOLDER, exchange.toString());
    environment.put(MARK, mark);
    return environment;
  }

  /** Whether it ended within a time. */
  boolean endsWithin(long milliseconds) throws InterruptedException {
    return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  CapturedOutput output() {
    return output;
  }

  /** Ends it and all that it started; its output is complete afterwards. */
  void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    // not process.destroyForcibly(), which closes the stream before the last words are read
    process.toHandle().destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      loose().forEach(ProcessHandle::destroyForcibly);
      reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Its processes that are no longer its descendants, where the system shows them. */
  private List<ProcessHandle> loose() {
    byte[] needle = ("\0" + MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
    if (!Files.isDirectory(PROCESSES)) {
      return List.of();
    }
    return ProcessHandle.allProcesses()
        .filter(handle -> contains(environmentOf(handle.pid()), needle))
        .toList();
  }

  private static byte[] environmentOf(long pid) {
    try {
      byte[] variables = Files.readAllBytes(PROCESSES.resolve(pid + "/environ"));
      byte[] separated = new byte[variables.length + 1];
      System.arraycopy(variables, 0, separated, 1, variables.length);
      return separated;
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static boolean contains(byte[] bytes, byte[] needle) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .contains(new String(needle, StandardCharsets.ISO_8859_1));
  }
}
