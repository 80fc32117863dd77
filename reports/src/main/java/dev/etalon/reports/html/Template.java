package dev.etalon.reports.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** Renders a page from its template; the template puts its content into {@code layout.jte}. */
public final class Template {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.etalon.reports.template");

  private Template() {}

  /**
   * The page as HTML.
   *
   * @param name the template, such as {@code report.jte}
   * @param frame what stands around it, its parameter {@code frame}
   * @param page what it shows, its parameter {@code page}
   */
  public static String render(String name, Frame frame, Object page) {
    StringOutput output = new StringOutput();
    TEMPLATES.render(name, Map.of("frame", frame, "page", page), output);
    return Asset.withoutIndentation(output.toString());
  }
}
