package dev.etalon.reports.ci;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.ExampleRow;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes the report in the form of JUnit's XML, which every continuous integration service reads: a
 * suite for each operator with a test for each verdict, and suites for the wrong implementations,
 * the lectures' numbers and the gaps. What is no evidence is skipped, with its reason.
 */
public final class JUnitXml {
  private final XMLStreamWriter xml;

  private JUnitXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  public static String write(Report report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new JUnitXml(xml).report(report);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the report cannot be written as XML", e);
    }
    return text + "\n";
  }

  private void report(Report report) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    attribute("name", "Etalon");
    attribute("time", seconds(report.environment().seconds()));
    Map<String, List<Result>> operators =
        report.results().stream()
            .collect(groupingBy(Result::operator, LinkedHashMap::new, toList()));
    for (Map.Entry<String, List<Result>> operator : operators.entrySet()) {
      List<Result> results = operator.getValue();
      suite(
          operator.getKey(),
          results.size(),
          count(results, Status.FAILED),
          count(results, Status.CRASHED),
          results.stream().filter(JUnitXml::isSkipped).count(),
          results.stream().mapToDouble(Result::seconds).sum());
      for (Result result : results) {
        verdict(result);
      }
      xml.writeEndElement();
    }
    mutants(report.mutants());
    lectures(report.workedExamples());
    gaps(report.coverage());
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void verdict(Result result) throws XMLStreamException {
    test(
        result.operator(),
        "%s %s %s: %s by %s"
            .formatted(
                result.caseName(),
                result.quantity(),
                result.dtype(),
                result.implementation(),
                result.oracle()),
        result.seconds());
    if (result.status() == Status.CRASHED) {
      outcome("error", result.explanation(), result.reproduce());
    } else if (result.status() == Status.FAILED) {
      outcome("failure", result.explanation(), result.reproduce());
    } else if (isSkipped(result)) {
      outcome("skipped", result.status() + ": " + result.explanation(), "");
    }
    xml.writeEndElement();
  }

  private void mutants(List<MutantRow> mutants) throws XMLStreamException {
    if (mutants.isEmpty()) {
      return;
    }
    suite(
        "wrong implementations",
        mutants.size(),
        mutants.stream().filter(mutant -> !mutant.killed()).count(),
        0,
        0,
        0);
    for (MutantRow mutant : mutants) {
      test("mutants." + mutant.operator(), mutant.name() + " " + mutant.dtype(), 0);
      if (!mutant.killed()) {
        outcome("failure", "no judge rejects it: " + mutant.mistake(), "");
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void lectures(List<ExampleRow> rows) throws XMLStreamException {
    if (rows.isEmpty()) {
      return;
    }
    suite(
        "lectures",
        rows.size(),
        rows.stream().filter(row -> row.status().isDisagreement()).count(),
        0,
        0,
        0);
    for (ExampleRow row : rows) {
      test("lectures", "worked example %d: %s".formatted(row.number(), row.name()), 0);
      if (row.status().isDisagreement()) {
        outcome("failure", row.explanation(), "");
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void gaps(List<CoverageRow> coverage) throws XMLStreamException {
    List<CoverageRow> gaps = coverage.stream().filter(CoverageRow::gap).toList();
    if (gaps.isEmpty()) {
      return;
    }
    suite("coverage", gaps.size(), gaps.size(), 0, 0, 0);
    for (CoverageRow gap : gaps) {
      test("coverage", "%s %s by %s".formatted(gap.operator(), gap.quantity(), gap.oracle()), 0);
      outcome("failure", "nobody judges this, and nobody says why", "");
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void suite(
      String name, long tests, long failures, long errors, long skipped, double seconds)
      throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    attribute("name", name);
    attribute("tests", String.valueOf(tests));
    attribute("failures", String.valueOf(failures));
    attribute("errors", String.valueOf(errors));
    attribute("skipped", String.valueOf(skipped));
    attribute("time", seconds(seconds));
  }

  private void test(String group, String name, double seconds) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testcase");
    attribute("classname", group);
    attribute("name", name);
    attribute("time", seconds(seconds));
  }

  private void outcome(String element, String message, String text) throws XMLStreamException {
    xml.writeStartElement(element);
    attribute("message", message);
    xml.writeCharacters(legal(text));
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static boolean isSkipped(Result result) {
    return result.status() != Status.PASSED && !result.status().isDisagreement();
  }

  private static long count(List<Result> results, Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.6f", Double.isFinite(seconds) ? seconds : 0);
  }

  /** XML 1.0 has no way to write most control characters, nor half of a surrogate pair. */
  private static String legal(String text) {
    return text.codePoints()
        .map(
            c ->
                c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || (c >= 0x20 && c < 0xD800)
                        || (c >= 0xE000 && c != 0xFFFE && c != 0xFFFF)
                    ? c
                    : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
