package dev.etalon.oracle.onnx;

import java.util.List;

/** A sample of a node test in this project's terms, or why it has none. */
public sealed interface Translation {
  /**
   * It is one or more vectors of this project's operators.
   *
   * @param vectors at least one
   */
  record Translated(List<Vector> vectors) implements Translation {
    public Translated {
      vectors = List.copyOf(vectors);
    }
  }

  /**
   * It asks for something that no operator of this project does.
   *
   * @param reason what
   */
  record OutOfScope(String reason) implements Translation {}
}
