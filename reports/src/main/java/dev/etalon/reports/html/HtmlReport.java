package dev.etalon.reports.html;

import dev.etalon.reports.model.Report;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes the report as one self-contained HTML page. */
public final class HtmlReport {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.etalon.reports.template");

  private static final Pattern INDENTATION = Pattern.compile("\\n\\s+");

  private HtmlReport() {}

  public static String write(Report report) {
    String script = resource("report.js");
    StringOutput output = new StringOutput();
    TEMPLATES.render(
        "report.jte",
        Map.of(
            "page", Page.of(report),
            "style", resource("report.css"),
            "script", script,
            "scriptHash", sha256(script)),
        output);
    return withoutIndentation(output.toString());
  }

  /** A tenth of the page would be the templates' indentation. */
  private static String withoutIndentation(String text) {
    return INDENTATION.matcher(text).replaceAll("\n");
  }

  private static String resource(String name) {
    try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the page's " + name + " is not in the class path");
      }
      return withoutIndentation(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By which the page's policy knows its own script from any other. */
  private static String sha256(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
