package dev.etalon.reports;

import dev.etalon.reports.cli.EtalonCommand;

/** Starts the command line. */
public final class Etalon {
  private Etalon() {}

  public static void main(String[] args) {
    System.exit(EtalonCommand.commandLine().execute(args));
  }
}
