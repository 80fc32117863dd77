package dev.etalon.reports;

/** The command line. */
public final class Etalon {

  private Etalon() {}

  public static void main(String[] args) {
    System.exit(0);
  }
}
