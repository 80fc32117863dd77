package dev.etalon.reports.ci;

import static dev.etalon.reports.model.Sample.failed;
import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.judgement;
import static dev.etalon.reports.model.Sample.mutant;
import static dev.etalon.reports.model.Sample.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Sample;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ContinuousIntegrationTest {
  private static final String HOSTILE =
      "]]></failure><x a=\"b\">\u0000 | `rm` <img src=x>\n# [a](b)";

  private static final Report MIXED =
      Sample.report(
          findings(
              List.of(
                  judgement("relu", "forward", passed()),
                  judgement("relu", "grad:input", Verdict.skipped("no CUDA device")),
                  judgement(
                      "softmax", "forward", failed("off; likely mistake: the sign is wrong"))),
              List.of(mutant("relu", false)),
              List.of(),
              List.of(),
              false));

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void junitCountsEveryVerdictAndSkipsWhatIsNoEvidence() throws Exception {
    Document xml = parsed(JUnitXml.write(MIXED));

    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(xml.getElementsByTagName("skipped").getLength()).isEqualTo(1);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(2);
    Element relu = (Element) xml.getElementsByTagName("testsuite").item(1);
    assertThat(relu.getAttribute("name")).isEqualTo("relu");
    assertThat(relu.getAttribute("tests")).isEqualTo("2");
    assertThat(relu.getAttribute("failures")).isEqualTo("0");
  }

  @Test
  void aFailureSaysHowToReproduceIt() throws Exception {
    Element failure =
        (Element) parsed(JUnitXml.write(MIXED)).getElementsByTagName("failure").item(0);

    assertThat(failure.getTextContent()).startsWith("etalon verify --case 'softmax/case'");
  }

  @Test
  void hostileNamesStayTextInXml() throws Exception {
    Report report = Sample.report(findings(judgement(HOSTILE, HOSTILE, failed(HOSTILE))));

    Document xml = parsed(JUnitXml.write(report));

    assertThat(xml.getElementsByTagName("x").getLength()).isZero();
    assertThat(((Element) xml.getElementsByTagName("testsuite").item(0)).getAttribute("name"))
        .contains("<img src=x>");
  }

  @Test
  void theSummaryNamesTheMistakeAndTheCommand() {
    assertThat(MarkdownSummary.write(MIXED))
        .startsWith("## ❌ Etalon: softmax disagrees")
        .contains("**Likely mistake:** the sign is wrong", "`etalon verify --case".substring(1));
  }

  @Test
  void hostileNamesStayTextInMarkdown() {
    Report report = Sample.report(findings(judgement(HOSTILE, HOSTILE, failed(HOSTILE))));

    assertThat(MarkdownSummary.write(report))
        .doesNotContainPattern("(?m)^# ")
        .contains("\\[a\\](b)")
        .contains("&lt;img src=x&gt;");
  }
}
