package dev.etalon.oracle.process;

import java.util.Map;

/** How a process ended, in words. */
final class Signal {
  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL (illegal instruction)"),
          Map.entry(6, "SIGABRT (aborted)"),
          Map.entry(7, "SIGBUS (bus error)"),
          Map.entry(8, "SIGFPE (arithmetic error)"),
          Map.entry(9, "SIGKILL (killed, perhaps for want of memory)"),
          Map.entry(11, "SIGSEGV (segmentation fault)"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU (out of processor time)"),
          Map.entry(25, "SIGXFSZ (a file became too large)"),
          Map.entry(31, "SIGSYS (forbidden system call)"));

  private Signal() {}

  /** An exit code is the program's own, or 128 and the signal's number. */
  static String describe(int exitCode) {
    if (exitCode == 0) {
      return "it ended without an answer";
    }
    return exitCode > SIGNALLED && NAMES.containsKey(exitCode - SIGNALLED)
        ? "signal " + NAMES.get(exitCode - SIGNALLED)
        : "exit code " + exitCode;
  }
}
