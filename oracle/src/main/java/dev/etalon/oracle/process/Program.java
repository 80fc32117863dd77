package dev.etalon.oracle.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program that answers an exchange directory, which it is given as its last argument.
 *
 * @param name its name in the report
 * @param command the command and its first arguments
 * @param readable files and folders that it needs beside the system's; a sandbox might hide them
 * @param environment what its environment holds beside the usual
 * @param folder where it runs; null for a temporary folder of its own
 */
public record Program(
    String name,
    List<String> command,
    List<Path> readable,
    Map<String, String> environment,
    @Nullable Path folder) {
  public Program {
    command = List.copyOf(command);
    readable = List.copyOf(readable);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("the command is empty; give a program and its arguments");
    }
  }
}
