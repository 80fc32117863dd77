package dev.etalon.oracle.tensorfile;

import java.io.IOException;

/** A file is not what it should be, or more than is read; the message says which and why. */
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1;

  public MalformedFileException(String message) {
    super(message);
  }
}
