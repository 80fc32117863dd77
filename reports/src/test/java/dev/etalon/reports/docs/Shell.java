package dev.etalon.reports.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a line as a person would who has Etalon's distribution on the path. */
public final class Shell {
  private static final Path BIN = Path.of("target/etalon/bin").toAbsolutePath();

  /** What Ctrl-C does to a command that has said its first word. */
  private static final String INTERRUPTED =
      """
      set -m
      mkfifo progress
      { %s
      } 2> progress & command=$!
      exec 3< progress
      rm progress
      while read -r line <&3; do
        echo "$line"
        case $line in etalon:*) break;; esac
      done
      kill -INT -- -$command
      cat <&3
      wait $command
      """;

  private Shell() {}

  /** The exit code of a line in a folder; what it prints is in {@code output.txt} there. */
  public static int run(Path folder, String line) throws IOException, InterruptedException {
    // what was started in the background ignores interrupts, and so would its children
    ProcessBuilder process =
        new ProcessBuilder("env", "--default-signal=INT", "bash", "-c", line)
            .directory(folder.toFile());
    process
        .environment()
        .merge("PATH", BIN.toString(), (path, bin) -> bin + File.pathSeparator + path);
    process.environment().put("CI", "true");
    // Short runs: what is compiled is rarely used again.
    process.environment().put("ETALON_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    process.redirectErrorStream(true).redirectOutput(folder.resolve("output.txt").toFile());
    return process.start().waitFor();
  }

  /** The exit code of a line that is interrupted, as by Ctrl-C, as soon as Etalon has begun. */
  static int interrupt(Path folder, String line) throws IOException, InterruptedException {
    return run(folder, INTERRUPTED.formatted(line));
  }

  /** What the last line in a folder has printed. */
  static String output(Path folder) {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
