package dev.etalon.oracle.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What keeps a program from the network and from other people's files, as far as the system can.
 */
public enum Sandbox {
  /**
   * bubblewrap: no network, the file system read-only, an empty {@code /tmp}, processes and users
   * of its own; all ends with its first process.
   */
  BUBBLEWRAP("bubblewrap: no network, no writing outside its own folders") {
    @Override
    List<String> prefix(List<Path> readable, List<Path> writable) {
      List<String> prefix = new ArrayList<>(BASE);
      devices().forEach(device -> prefix.addAll(List.of("--dev-bind", device, device)));
      prefix.addAll(List.of("--tmpfs", "/tmp"));
      readable.forEach(path -> bind("--ro-bind", path, prefix));
      writable.forEach(path -> bind("--bind", path, prefix));
      prefix.add("--");
      return prefix;
    }
  },
  /**
   * {@code unshare}: no network; all ends with its first process. That is a shell which waits for
   * the program, for the first process of a namespace is spared most signals, and so a program that
   * raises one would not die of it. The shell itself is silent, so that the program has the last
   * word.
   */
  UNSHARE("unshare: no network, but it could write wherever you can") {
    @Override
    List<String> prefix(List<Path> readable, List<Path> writable) {
      return List.of(
          "unshare",
          "--user",
          "--map-current-user",
          "--net",
          "--pid",
          "--fork",
          "--kill-child",
          "--",
          "/bin/sh",
          "-c",
          "exec 3>&2 2>/dev/null; (exec \"$@\") 2>&3 3>&-; exit $?",
          "sh");
    }
  },
  /** Nothing but the limits of the process. */
  NONE("none: neither bubblewrap nor unshare works here; it could use the network and your files") {
    @Override
    List<String> prefix(List<Path> readable, List<Path> writable) {
      return List.of();
    }
  };

  private static final List<String> BASE =
      List.of(
          "bwrap",
          "--unshare-all",
          "--die-with-parent",
          "--new-session",
          "--ro-bind",
          "/",
          "/",
          "--dev",
          "/dev",
          "--proc",
          "/proc");

  private static final long PATIENCE_SECONDS = 5;

  private final String sentence;

  Sandbox(String sentence) {
    this.sentence = sentence;
  }

  /** What comes before a command. */
  abstract List<String> prefix(List<Path> readable, List<Path> writable);

  /** The first that works here; found out once. */
  public static Sandbox available() {
    return Available.SANDBOX;
  }

  /** Found out when it is first asked for. */
  private static final class Available {
    private static final Sandbox SANDBOX =
        Stream.of(values()).filter(Sandbox::works).findFirst().orElse(NONE);
  }

  /** Whether it works here. */
  boolean works() {
    List<String> command = new ArrayList<>(prefix(List.of(), List.of()));
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void bind(String option, Path path, List<String> prefix) {
    String place = path.toAbsolutePath().normalize().toString();
    prefix.addAll(List.of(option, place, place));
  }

  /** The graphics cards, which {@code --dev} leaves out. */
  private static List<String> devices() {
    List<String> devices = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Path.of("/dev"), "{nvidia*,kfd,dri}")) {
      found.forEach(device -> devices.add(device.toString()));
    } catch (IOException e) {
      // then there are none
    }
    return devices;
  }

  /** What it keeps a program from, for people. */
  @Override
  public String toString() {
    return sentence;
  }
}
