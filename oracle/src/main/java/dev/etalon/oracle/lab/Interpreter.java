package dev.etalon.oracle.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A Python that can run solutions.
 *
 * @param executable the interpreter itself, not a script that looks for it: such as pyenv's take as
 *     long as importing NumPy, for each solution
 */
public record Interpreter(Path executable) {
  private static final long PATIENCE_SECONDS = 30;
  private static final String QUESTION =
      "import sys, numpy; print(sys.executable); sys.exit(sys.version_info < (3, 9))";

  /**
   * Finds what a command starts.
   *
   * @throws IOException if that cannot be used; the message says why
   */
  public static Interpreter find(String command) throws IOException {
    Path answer = Files.createTempFile("etalon-python", ".txt");
    try {
      Process process = start(command, answer);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("'%s' does not answer".formatted(command));
      }
      String executable = Files.readString(answer, StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0 || executable.isEmpty()) {
        throw new IOException("'%s' is not Python 3.9 or newer with NumPy".formatted(command));
      }
      return new Interpreter(Path.of(executable));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while '%s' was asked".formatted(command), e);
    } finally {
      Files.deleteIfExists(answer);
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
