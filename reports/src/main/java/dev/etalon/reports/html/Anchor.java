package dev.etalon.reports.html;

import dev.etalon.reports.model.Result;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The ids of the page's places, and links to them. They depend on names only and last. */
public final class Anchor {
  private Anchor() {}

  public static String operator(String operator) {
    return "operator/" + operator;
  }

  public static String verdict(Result result) {
    return "verdict/%s/%s/%s/%s/%s"
        .formatted(
            result.caseId(),
            result.dtype(),
            result.implementation(),
            result.oracle(),
            result.quantity());
  }

  public static String failure(String operator, String implementation, String quantity) {
    return "failure/%s/%s/%s".formatted(operator, implementation, quantity);
  }

  /** A link to an id. */
  public static String to(String id) {
    return "#" + encode(id);
  }

  /** A link to an operator's verdicts, those with a property only. */
  public static String to(String operator, String... properties) {
    StringBuilder link = new StringBuilder(to(operator(operator)));
    for (int i = 0; i < properties.length; i += 2) {
      link.append(i == 0 ? '?' : '&')
          .append(properties[i])
          .append('=')
          .append(encode(properties[i + 1]));
    }
    return link.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("%3A", ":");
  }
}
