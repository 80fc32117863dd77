package dev.etalon.oracle.pytorch;

import java.util.List;
import java.util.regex.Pattern;

/** PyTorch's error messages, many lines with a traceback, shortened to what is wrong. */
final class TorchMessage {
  private static final Pattern RAISED = Pattern.compile("^[A-Za-z_.]*(Error|Exception): .*");
  private static final Pattern BOILERPLATE =
      Pattern.compile("^(The following operation failed|Traceback|The following variants).*");
  private static final String NO_OVERLOAD = "Arguments for call are not valid.";

  private static final int LENGTH = 300;

  private TorchMessage() {}

  static String headline(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : headline(message);
  }

  /** The error that was raised, if one was; otherwise the first line that says something. */
  static String headline(String message) {
    List<String> lines =
        message.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      if (RAISED.matcher(line).matches()) {
        return withoutColon(line.substring(line.indexOf(": ") + 2));
      }
    }
    List<String> telling =
        lines.stream().filter(line -> !BOILERPLATE.matcher(line).matches()).toList();
    if (telling.isEmpty()) {
      return message.strip();
    }
    if (telling.get(0).equals(NO_OVERLOAD) && telling.size() > 2) {
      return "the arguments do not fit %s %s"
          .formatted(telling.get(1), withoutColon(telling.get(2)));
    }
    return withoutColon(telling.get(0));
  }

  private static String withoutColon(String line) {
    String stripped = line.strip();
    while (stripped.endsWith(":") || stripped.endsWith(".")) {
      stripped = stripped.substring(0, stripped.length() - 1);
    }
    return stripped.length() > LENGTH ? stripped.substring(0, LENGTH) + "…" : stripped;
  }
}
