package dev.etalon.oracle.lab;

import dev.etalon.oracle.process.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python that can run solutions.
 *
 * @param executable the interpreter itself, not a script that looks for it: such as pyenv's take as
 *     long as importing NumPy, for each solution
 * @param folders where its library is, and that of the interpreter whose virtual environment it is
 */
public record Interpreter(Path executable, List<Path> folders) {
  public Interpreter {
    folders = List.copyOf(folders);
  }

  private static final long PATIENCE_SECONDS = 30;
  private static final String QUESTION =
      "import sys, numpy; print(sys.executable, sys.prefix, sys.base_prefix, sep='\\n');"
          + " sys.exit(sys.version_info < (3, 9))";

  /**
   * Finds what a command starts.
   *
   * @throws IOException if that cannot be used; the message says why
   */
  public static Interpreter find(String command) throws IOException {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path answer = folder.path().resolve("answer.txt");
      Process process = start(command, answer);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("'%s' does not answer".formatted(command));
      }
      List<String> lines = Files.readAllLines(answer, StandardCharsets.UTF_8);
      if (process.exitValue() != 0 || lines.size() != 3 || lines.contains("")) {
        throw new IOException("'%s' is not Python 3.9 or newer with NumPy".formatted(command));
      }
      List<Path> folders = lines.stream().skip(1).distinct().map(Path::of).toList();
      return new Interpreter(Path.of(lines.get(0)), folders);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while '%s' was asked".formatted(command), e);
    }
  }

  private static Process start(String command, Path answer) throws IOException {
    try {
      return new ProcessBuilder(command, "-c", QUESTION)
          .redirectOutput(answer.toFile())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new IOException("'%s' cannot be started".formatted(command), e);
    }
  }
}
