package dev.etalon.reports.cli;

import dev.etalon.reports.model.Outcome;

/** What the process ends with. */
public final class ExitCode {
  /** Everything agrees. */
  public static final int AGREEMENT = 0;

  /** An operator disagrees, a wrong implementation survived, or there is no evidence. */
  public static final int DISAGREEMENT = 1;

  /** Wrong usage or bad input. */
  public static final int USAGE = 2;

  /** The environment failed: no engine, a folder that cannot be written. */
  public static final int ENVIRONMENT = 3;

  /** A bug in Etalon ({@code EX_SOFTWARE} of sysexits.h). */
  public static final int BUG = 70;

  /** Interrupted: 128 + SIGINT, as shells have it. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  static int of(Outcome outcome) {
    return switch (outcome) {
      case AGREEMENT -> AGREEMENT;
      case DISAGREEMENT, NO_EVIDENCE -> DISAGREEMENT;
      case UNAVAILABLE -> ENVIRONMENT;
      case INTERRUPTED -> INTERRUPTED;
    };
  }
}
