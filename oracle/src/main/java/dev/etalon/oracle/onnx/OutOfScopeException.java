package dev.etalon.oracle.onnx;

/** A node asks for what no operator of this project does; never leaves this package. */
final class OutOfScopeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutOfScopeException(String reason) {
    super(reason);
  }

  static void require(boolean holds, String reason) {
    if (!holds) {
      throw new OutOfScopeException(reason);
    }
  }
}
