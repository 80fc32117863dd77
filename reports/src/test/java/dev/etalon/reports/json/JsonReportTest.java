package dev.etalon.reports.json;

import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.infinitelyWrong;
import static dev.etalon.reports.model.Sample.judgement;
import static dev.etalon.reports.model.Sample.mutant;
import static dev.etalon.reports.model.Sample.passed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Coverage;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {
  private static final Report REPORT =
      Sample.report(
          findings(
              List.of(
                  judgement("relu", "forward", passed()),
                  judgement("relu", "grad:input", infinitelyWrong()),
                  judgement("softmax", "forward", Verdict.skipped("no engine"))),
              List.of(mutant("relu", true)),
              List.of(new Coverage("relu", "forward", "extended", 1, "")),
              List.of(),
              false));

  private static JsonNode written() throws JsonProcessingException {
    return new ObjectMapper().readTree(JsonReport.write(REPORT));
  }

  @Test
  void theKeysAreThoseOfTheContract() throws JsonProcessingException {
    JsonNode json = written();

    assertThat(json.path("schema").asInt()).isEqualTo(1);
    assertThat(json.fieldNames())
        .toIterable()
        .contains("environment", "summary", "results", "mutants", "timings", "coverage", "judges");
    assertThat(json.path("results").get(1).fieldNames())
        .toIterable()
        .containsExactly(
            "operator",
            "case",
            "dtype",
            "implementation",
            "oracle",
            "quantity",
            "status",
            "explanation",
            "maxUlp",
            "rmsUlp",
            "budgetUse",
            "worst",
            "seconds",
            "reproduce");
    assertThat(json.path("mutants").get(0).fieldNames())
        .toIterable()
        .contains("name", "operator", "killed", "killedBy");
    assertThat(json.path("timings").get(0).path("name").asText()).isEqualTo("relu/case forward");
    assertThat(json.path("coverage").get(0).fieldNames())
        .toIterable()
        .containsExactly("operator", "quantity", "oracle", "judged", "reason");
    assertThat(json.at("/summary/counts/PASSED").asInt()).isEqualTo(1);
  }

  @Test
  void whatIsNotFiniteIsAStringAndWhatWasNotMeasuredIsNull() throws JsonProcessingException {
    JsonNode results = written().path("results");

    assertThat(results.get(0).path("maxUlp").isNull()).isTrue();
    assertThat(results.get(2).path("maxUlp").asText()).isEqualTo("Infinity");
    assertThat(results.get(2).at("/worst/got").asText()).isEqualTo("NaN");
    assertThat(results.get(1).path("maxUlp").asDouble()).isEqualTo(1.5);
  }

  @Test
  void theReportCanBeReadBack() throws JsonProcessingException {
    assertThat(new ObjectMapper().readValue(JsonReport.write(REPORT), Report.class))
        .isEqualTo(REPORT);
  }
}
