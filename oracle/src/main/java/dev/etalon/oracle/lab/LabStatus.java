package dev.etalon.oracle.lab;

import java.util.Locale;

/** What is said of a method of a solution. */
public enum LabStatus {
  /** Right in every question. */
  PASSED("right"),
  /** Right, but with something that its author should know. */
  WARNING("right, with a warning"),
  /** It cannot be said: what it depends on does not work. */
  NOT_JUDGED("not judged"),
  /** It is left open. */
  NOT_IMPLEMENTED("not implemented"),
  /** Other numbers than it should give. */
  WRONG_VALUE("wrong value"),
  /** A result of another shape. */
  WRONG_SHAPE("wrong shape"),
  /** A parameter that is not the layer's own array. */
  WRONG_PARAMETER("wrong parameter"),
  /** It writes into what it is given. */
  CHANGED_INPUT("changes its input"),
  /** It raises an exception. */
  ERROR("error"),
  /** It does not come to an end. */
  TIMED_OUT("timed out"),
  /** It takes the whole process with it. */
  CRASHED("crashed"),
  /** The solution cannot be loaded. */
  IMPORT_ERROR("import error");

  private final String words;

  LabStatus(String words) {
    this.words = words;
  }

  /** Whether the method earns its points. */
  public boolean isRight() {
    return this == PASSED || this == WARNING;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** For machines: {@code wrong_value}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
