package dev.etalon.oracle.exchange;

/** Foreign text in messages: short, and nothing that drives a terminal. */
public final class Text {
  private static final int SHOWN = 200;

  private Text() {}

  /** The beginning of a text on one line. */
  public static String brief(String text) {
    String printable = text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    return printable.length() > SHOWN ? printable.substring(0, SHOWN) + "…" : printable;
  }
}
