package dev.etalon.oracle.tensorfile;

import java.util.regex.Pattern;

/** The names that arrays may have: no path, nothing that a terminal or a file system minds. */
final class ArrayName {
  static final String RULE = "NAME of letters, digits, '.', '_' and '-', at most 128";

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final int SHOWN = 80;

  private ArrayName() {}

  static boolean isAllowed(String name) {
    return ALLOWED.matcher(name).matches();
  }

  /** A foreign name for a message. */
  static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "�");
    return printable.length() > SHOWN ? printable.substring(0, SHOWN) + "…" : printable;
  }
}
