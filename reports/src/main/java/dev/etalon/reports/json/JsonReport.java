package dev.etalon.reports.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.reports.model.BenchReport;
import dev.etalon.reports.model.CoverageRow;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import dev.etalon.reports.model.Summary;
import java.util.List;

/** Writes the report as JSON. */
public final class JsonReport {
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build()
          .writerWithDefaultPrettyPrinter();

  private JsonReport() {}

  /**
   * What {@code etalon verify --json} prints: the summary and whatever needs attention.
   *
   * @param schema as in the report
   * @param summary as in the report
   * @param disagreements the verdicts that failed or crashed
   * @param survivors the wrong implementations that no judge rejected
   * @param gaps the cells of the coverage with neither a measurement nor a reason
   * @param page where the page is
   * @param report where the whole report is
   */
  private record Digest(
      int schema,
      Summary summary,
      List<Result> disagreements,
      List<MutantRow> survivors,
      List<CoverageRow> gaps,
      String page,
      String report) {}

  /** The whole report. */
  public static String write(Report report) {
    return json(report);
  }

  /** The timings of {@code etalon bench}. */
  public static String write(BenchReport report) {
    return json(report);
  }

  /** The summary, the disagreements, and where the rest is. */
  public static String digest(Report report, String page, String json) {
    return json(
        new Digest(
            report.schema(),
            report.summary(),
            report.results().stream().filter(r -> r.status().isDisagreement()).toList(),
            report.mutants().stream().filter(mutant -> !mutant.killed()).toList(),
            report.coverage().stream().filter(CoverageRow::gap).toList(),
            page,
            json));
  }

  private static String json(Object tree) {
    try {
      return WRITER.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the report's records cannot be written as JSON", e);
    }
  }
}
