package dev.etalon.reports.html;

import dev.etalon.reports.html.Frame.Link;
import dev.etalon.reports.model.Report;
import java.util.ArrayList;
import java.util.List;

/** Writes the report as one self-contained HTML page. */
public final class HtmlReport {
  private static final List<String> SCRIPTS = List.of("charts.js", "table.js", "report.js");

  private HtmlReport() {}

  public static String write(Report report) {
    Page page = Page.of(report);
    return Template.render(
        "report.jte",
        new Frame(
            page.title(),
            "Verification report",
            report.environment().etalon(),
            links(page),
            "The same findings for machines: report.json, junit.xml and summary.md beside this"
                + " page.",
            ReportData.json(report),
            SCRIPTS),
        page);
  }

  private static List<Link> links(Page page) {
    List<Link> links = new ArrayList<>();
    links.add(new Link("overview", "Overview"));
    links.add(new Link("operators", "Operators"));
    links.add(new Link("verdicts", "Verdicts"));
    if (!page.examples().isEmpty()) {
      links.add(new Link("lectures", "Lectures"));
    }
    if (!page.report().timings().isEmpty()) {
      links.add(new Link("timing", "Timing"));
    }
    if (!page.mutants().isEmpty()) {
      links.add(new Link("mutants", "Mutants"));
    }
    links.add(new Link("coverage", "Coverage"));
    links.add(new Link("method", "Method"));
    return links;
  }
}
