package dev.etalon.reports.cli;

/** The user gave something that is not there; the message is all that is shown. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadInput(String message) {
    super(message);
  }
}
