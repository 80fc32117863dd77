package dev.etalon.reports.html;

import static dev.etalon.reports.model.Sample.failed;
import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.judgement;
import static dev.etalon.reports.model.Sample.mutant;
import static dev.etalon.reports.model.Sample.passed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.Sample;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final String HOSTILE = "</script><img src=x onerror=\"alert('1')\">";

  private static String html(Findings findings) {
    return HtmlReport.write(Sample.report(findings));
  }

  private static JsonNode data(String html) throws IOException {
    String start = "<script type=\"application/octet-stream\" id=\"data\">";
    int from = html.indexOf(start) + start.length();
    byte[] packed =
        Base64.getDecoder().decode(html.substring(from, html.indexOf("</script>", from)));
    return new ObjectMapper()
        .readTree(new InflaterInputStream(new ByteArrayInputStream(packed), new Inflater(true)));
  }

  @Test
  void whatDisagreesComesBeforeTheMatrix() {
    String html =
        html(
            findings(
                judgement("relu", "forward", passed()),
                judgement("softmax", "forward", failed("off by a lot"))));

    assertThat(html.indexOf("off by a lot"))
        .isPositive()
        .isLessThan(html.indexOf("<section id=\"matrix\""));
    assertThat(html)
        .contains("etalon verify --case &#39;softmax/case&#39; --dtype float64 --judge extended");
  }

  @Test
  void whatAgreesIsCountedBeforeWhatIsNoEvidence() {
    String html =
        html(
            findings(
                judgement("relu", "forward", Verdict.skipped("why")),
                judgement("relu", "grad:input", passed())));

    assertThat(html.substring(html.indexOf("tallies small")))
        .containsSubsequence("agree", "skipped", "cases");
  }

  @Test
  void otherImplementationsStayAsideUnlessTheyDisagree() {
    assertThat(html(findings(beside(passed())))).contains("<tr class=\"other\">");
    assertThat(html(findings(beside(failed("off"))))).doesNotContain("<tr class=\"other\">");
  }

  /** The definition, and beside it an implementation that two judges look at. */
  private static Judgement[] beside(Verdict verdict) {
    Judgement fast = judgement("fast", "relu", "forward", verdict);
    Judgement again =
        new Judgement(
            "relu", "relu/case", DType.FLOAT64, "fast", "lecture", "forward", verdict, 0.001, 42);
    return new Judgement[] {judgement("relu", "forward", passed()), fast, again};
  }

  @Test
  void aReasonIsOneWhateverTheElement() {
    String html =
        html(
            findings(
                judgement("relu", "forward", Verdict.skipped("less precise; at [1, 0] got 7")),
                judgement("relu", "grad:input", Verdict.skipped("less precise; at [2] got 8"))));

    assertThat(html.substring(html.indexOf("id=\"reasons\"")))
        .containsOnlyOnce("less precise")
        .doesNotContain("at [");
  }

  @Test
  void hostileNamesStayText() throws IOException {
    String html =
        html(
            findings(
                List.of(
                    judgement(HOSTILE, HOSTILE, HOSTILE, failed(HOSTILE)),
                    judgement("relu", "forward", Verdict.skipped(HOSTILE))),
                List.of(mutant(HOSTILE, false)),
                List.of(),
                List.of(HOSTILE),
                false));

    assertThat(html).doesNotContain("<img").containsOnlyOnce("id=\"data\"");
    assertThat(html.split("</script>", -1)).hasSize(4);
    assertThat(data(html).path("texts")).extracting(JsonNode::asText).contains(HOSTILE);
  }

  @Test
  void thePageAsksNobodyForAnything() {
    String html = html(findings(judgement("relu", "forward", passed())));

    assertThat(html)
        .contains("default-src 'none'")
        .doesNotContainPattern("(?:src|href)=\"(?!#|data:)")
        .doesNotContain("@import", "url(");
  }

  @Test
  void aPartSaysThatItIsOne() {
    String html =
        html(
            findings(
                List.of(judgement("relu", "forward", passed())),
                List.of(),
                List.of(),
                List.of(),
                true));

    assertThat(html).contains("This report is a part").endsWith("</html>\n");
  }

  @Test
  void findingsOfNothingMakeAPageToo() {
    assertThat(html(findings())).contains("Nothing was measured");
  }

  @Test
  void everyVerdictIsInTheData() throws IOException {
    String html =
        html(
            findings(
                judgement("relu", "forward", passed()),
                judgement("relu", "grad:input", Verdict.mistrusted("zeros"))));

    assertThat(data(html).at("/columns/quantity")).hasSize(2);
  }

  @Test
  void tenThousandVerdictsAreAtMostFiveMegabytes() {
    assertThat(html(findings(Sample.many(10_000))).getBytes(UTF_8)).hasSizeLessThan(5_000_000);
  }

  /** Chromium lets a script run only if its text is, byte for byte, the one that was hashed. */
  @Test
  void thePolicyAllowsThePagesOwnScriptsOnly() {
    String html = html(findings(judgement("relu", "forward", passed())));

    Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(html);
    for (int i = 0; i < 2; i++) {
      assertThat(script.find()).isTrue();
      assertThat(html).contains("'sha256-" + Asset.sha256(script.group(1)) + "'");
    }
    assertThat(script.find()).isFalse();
  }

  @Test
  void commandsTravelWithoutWhatTheirVerdictSaysAnyway() throws IOException {
    JsonNode data =
        data(
            html(
                findings(
                    judgement("relu", "forward", passed()),
                    judgement("softmax", "forward", passed()))));

    assertThat(data.at("/columns/reproduce/0")).isEqualTo(data.at("/columns/reproduce/1"));
  }

  @Test
  void aFailureBringsTheMapOfItsErrors() throws IOException {
    Tensor got = Tensor.of(DType.FLOAT64, Shape.of(2), 1, 3);
    Expected expected =
        Expected.of(Tensor.of(DType.FLOAT64, Shape.of(2), 1, 2), new double[] {0.5, 0.5}, "½");
    JsonNode data =
        data(html(findings(judgement("relu", "forward", Comparison.compare(got, expected)))));

    assertThat(data.at("/maps/0/use")).hasToString("[0.0,2.0]");
    assertThat(data.at("/maps/0/worst/0/index")).hasToString("[1]");
  }

  @Test
  void equationsBecomeMathML() {
    assertThat(rendered("y_i = Σ_{p : p<1} x̄[i]² where x > 0"))
        .contains("<msub><mi>y</mi><mrow><mi>i</mi></mrow></msub>")
        .contains("<munder><mo largeop=\"true\" movablelimits=\"false\">∑</mo>")
        .contains("<mo>&lt;</mo>")
        .contains("<mover accent=\"true\"><mi>x</mi><mo stretchy=\"false\">¯</mo></mover>")
        .contains("<msup><mo stretchy=\"false\">]</mo><mrow><mn>2</mn></mrow></msup>")
        .contains("</math> where <math");
    assertThat(rendered("(1/N) y[n,c], z")).containsOnlyOnce("</math> <math");
  }

  @Test
  void namesStayWordsAndSimpleFractionsAreDrawn() {
    assertThat(rendered("(1/N) grad_input <b>"))
        .contains("<mfrac><mrow><mn>1</mn></mrow><mrow><mi>N</mi></mrow></mfrac>")
        .contains("</math> grad_input <math")
        .doesNotContain("<b>");
  }

  @Test
  void everyEquationOfTheCatalogueIsWellFormed() throws Exception {
    for (String operator : Catalog.operators()) {
      OperatorSheet sheet = OperatorSheet.of(operator, 42);
      for (String line :
          Stream.concat(Stream.of(sheet.equation()), sheet.vjp().stream()).toList()) {
        String markup = "<p>" + rendered(line).replace("&nbsp;", " ") + "</p>";
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(markup)));
      }
    }
  }

  private static String rendered(String equation) {
    StringOutput output = new StringOutput();
    Notation.of(equation).writeTo(new OwaspHtmlTemplateOutput(output));
    return output.toString();
  }
}
