package dev.etalon.reports.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.oracle.regression.Differences;
import dev.etalon.oracle.regression.Observation;
import dev.etalon.oracle.regression.Snapshot;
import dev.etalon.oracle.regression.TimeSamples;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.regression.SnapshotFile.MalformedSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final String HOSTILE = "<script>alert(1)</script>";

  @TempDir private Path folder;

  @Test
  void aSnapshotIsReadAsItWasWritten() throws Exception {
    SnapshotFile file = new SnapshotFile(folder.resolve("deep/a.json"));
    Snapshot snapshot = snapshot("a", Status.PASSED, Double.POSITIVE_INFINITY);

    file.write(snapshot);

    assertThat(file.read()).isEqualTo(snapshot);
  }

  @Test
  void whatIsNoSnapshotIsRefusedWithASentence() throws Exception {
    assertThatThrownBy(() -> new SnapshotFile(folder.resolve("none.json")).read())
        .isInstanceOf(MalformedSnapshot.class)
        .hasMessageContaining("there is no '");
    for (String text : List.of("", "{", "[1]", "null", "{\"schema\":2}", "{\"schema\":\"x\"}")) {
      Path file = Files.writeString(folder.resolve("bad.json"), text);
      assertThatThrownBy(() -> new SnapshotFile(file).read())
          .as(text)
          .isInstanceOf(MalformedSnapshot.class)
          .hasMessageContaining("bad.json");
    }
  }

  @Test
  void theSummaryNamesEveryKindOfChange() {
    String text = ComparisonText.markdown(broken("v2"));

    assertThat(text)
        .startsWith("## ✗ 1 regression of 'v2' against 'v1'")
        .contains("### ✗ Broken (1)")
        .contains("- `relu/a float64 forward extended`: PASSED → FAILED: off by one");
    assertThat(ComparisonText.json(broken("v2")))
        .contains("\"regressions\" : 1", "\"kind\" : \"BROKEN\"");
  }

  @Test
  void foreignTextStaysText() {
    assertThat(ComparisonPage.html(broken(HOSTILE)))
        .doesNotContain(HOSTILE)
        .contains("&lt;script&gt;");
    assertThat(ComparisonText.markdown(broken(HOSTILE))).doesNotContain(HOSTILE);
  }

  @Test
  void aTimeIsDrawnWhereItsRatioIs() {
    Differences differences =
        Differences.between(
            times("v1", List.of(1.0, 1.0, 1.0)), times("v2", List.of(2.0, 2.0, 2.0)));

    assertThat(new ComparisonPage(differences).times())
        .singleElement()
        .satisfies(time -> assertThat(time.middle()).isEqualTo(160));
    assertThat(ComparisonPage.html(differences)).contains(">2.00<", "2.00 to 2.00");
  }

  private static Differences broken(String name) {
    return Differences.between(
        snapshot("v1", Status.PASSED, 0.1), snapshot(name, Status.FAILED, 2));
  }

  private static Snapshot snapshot(String name, Status status, double budgetUse) {
    return new Snapshot(
        Snapshot.SCHEMA,
        name,
        "kernel",
        42,
        Map.of("java", "17"),
        List.of(
            new Observation(
                "relu",
                "relu/a",
                "float64",
                "forward",
                "extended",
                status,
                "off by one",
                budgetUse,
                null,
                0.25,
                3,
                "abc")),
        List.of(new TimeSamples("relu", "relu/a", "float64", "vjp", List.of(1.5, 2.5), 1e-6)));
  }

  private static Snapshot times(String name, List<Double> relative) {
    return new Snapshot(
        Snapshot.SCHEMA,
        name,
        "kernel",
        42,
        Map.of(),
        List.of(),
        List.of(new TimeSamples("relu", "relu/a", "float64", "forward", relative, 1e-6)));
  }
}
