package dev.etalon.reports.cli;

import java.io.Console;
import java.util.Map;

/** Whether somebody is watching. */
final class Terminal {
  private Terminal() {}

  static boolean isInteractive(Map<String, String> environment) {
    return !environment.containsKey("CI")
        && !"dumb".equals(environment.get("TERM"))
        && isTerminal(System.console());
  }

  /** From Java 22 on there is a console without a terminal too, which says so itself. */
  private static boolean isTerminal(Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
