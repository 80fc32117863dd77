package dev.etalon.reports.html;

import static dev.etalon.reports.model.Sample.failed;
import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.judgement;
import static dev.etalon.reports.model.Sample.mutant;
import static dev.etalon.reports.model.Sample.passed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.reports.model.Sample;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String HOSTILE = "</script><img src=x onerror=\"alert('1')\">";

  private static String html(Findings findings) {
    return HtmlReport.write(Sample.report(findings));
  }

  private static JsonNode data(String html) throws JsonProcessingException {
    String start = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(start) + start.length();
    return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
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
  void hostileNamesStayText() throws JsonProcessingException {
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
    assertThat(html.split("</script>", -1)).hasSize(3);
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
  void everyVerdictIsInTheData() throws JsonProcessingException {
    String html =
        html(
            findings(
                judgement("relu", "forward", passed()),
                judgement("relu", "grad:input", Verdict.mistrusted("zeros"))));

    assertThat(data(html).path("rows")).hasSize(2);
  }

  @Test
  void subscriptsAreLoweredAndNamesAreNot() {
    assertThat(rendered("y_i = Σ_{o,p : s<1} grad_input"))
        .isEqualTo("y<sub>i</sub> = Σ<sub>o,p : s&lt;1</sub> grad_input");
  }

  private static String rendered(String equation) {
    StringOutput output = new StringOutput();
    Notation.of(equation).writeTo(new OwaspHtmlTemplateOutput(output));
    return output.toString();
  }
}
