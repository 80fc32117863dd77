package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptIT {
  @Test
  void anInterruptLeavesAValidReportThatSaysItIsAPart(@TempDir Path folder)
      throws IOException, InterruptedException {
    int code = Shell.interrupt(folder, "etalon verify --output report");

    assertThat(code).as(() -> Shell.output(folder)).isEqualTo(130);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    assertThat(report.at("/summary/interrupted").asBoolean()).isTrue();
    assertThat(folder.resolve("report/index.html")).content().contains("This report is a part");
    assertThat(folder.resolve("report/junit.xml")).content().endsWith("</testsuites>\n");
  }
}
