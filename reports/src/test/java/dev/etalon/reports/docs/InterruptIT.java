package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptIT {
  /** The shell waits for the first line of progress, then sends what Ctrl-C sends. */
  private static final String INTERRUPTED =
      """
      set -m
      mkfifo progress
      etalon verify --output report 2> progress & etalon=$!
      exec 3< progress
      read -r line <&3
      kill -INT $etalon
      cat <&3 > /dev/null
      wait $etalon
      """;

  @Test
  void anInterruptLeavesAValidReportThatSaysItIsAPart(@TempDir Path folder)
      throws IOException, InterruptedException {
    int code = Shell.run(folder, INTERRUPTED);

    assertThat(code).isEqualTo(130);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    assertThat(report.at("/summary/interrupted").asBoolean()).isTrue();
    assertThat(folder.resolve("report/index.html")).content().contains("This report is a part");
    assertThat(folder.resolve("report/junit.xml")).content().endsWith("</testsuites>\n");
  }
}
