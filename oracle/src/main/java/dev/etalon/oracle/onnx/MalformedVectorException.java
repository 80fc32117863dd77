package dev.etalon.oracle.onnx;

import java.io.IOException;

/** A file of a node test cannot be read as what it should be; the message says which and why. */
public final class MalformedVectorException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedVectorException(String message) {
    super(message);
  }
}
