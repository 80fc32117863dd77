package dev.etalon.reports.cli;

import dev.etalon.oracle.lab.Interpreter;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The option that chooses a Python. */
final class PythonOptions {
  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "Python 3.9 or newer with NumPy (default: ${DEFAULT-VALUE}).")
  private String command = "python3";

  String command() {
    return command;
  }

  /**
   * The interpreter that the command starts.
   *
   * @throws IOException if it cannot be used; the message says why
   */
  Interpreter interpreter() throws IOException {
    try {
      return Interpreter.find(command);
    } catch (IOException e) {
      throw new IOException(
          "%s; install it, or name another with --python".formatted(e.getMessage()), e);
    }
  }
}
