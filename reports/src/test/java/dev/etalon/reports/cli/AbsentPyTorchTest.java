package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real verification where PyTorch lacks the device, or is not there at all. */
class AbsentPyTorchTest {
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

  @TempDir private Path folder;

  private record Ended(int code, String lastLine) {}

  /** relu has cases in which PyTorch is known to differ. */
  private Ended verify(String judges) {
    StringWriter err = new StringWriter();
    int code =
        EtalonCommand.commandLine(Verifier.REAL, Map.of("CI", "true"))
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(
                "verify",
                "--operator=relu",
                "--device=cuda",
                "--judge=" + judges,
                "--output=" + folder.resolve("report"));
    return new Ended(code, err.toString().lines().reduce((a, b) -> b).orElse(""));
  }

  private Stream<JsonNode> results() throws IOException {
    JsonNode report = new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    return StreamSupport.stream(report.get("results").spliterator(), false)
        .filter(
            result ->
                Stream.of("implementation", "oracle")
                    .anyMatch(role -> result.get(role).asText().equals("pytorch-cuda")));
  }

  @Test
  void withoutADeviceEveryRowOfCudaIsSkippedWithTheReason() throws IOException {
    Ended ended = verify("extended,pytorch-cuda");

    assumeTrue(
        results().noneMatch(result -> result.get("status").asText().equals("PASSED")),
        "skipped: a CUDA device is here");
    assertThat(ended.code()).isEqualTo(ExitCode.AGREEMENT);
    assertThat(results())
        .isNotEmpty()
        .allSatisfy(
            result -> {
              assertThat(result.get("status").asText()).isEqualTo("SKIPPED");
              assertThat(result.get("explanation").asText()).isNotBlank();
            })
        .anySatisfy(
            result ->
                assertThat(result.get("explanation").asText()).contains("has no device cuda"));
  }

  @Test
  void aLibraryThatIsNotThereIsAFailureOfTheEnvironmentToldOnce() {
    System.setProperty(LIBRARY_PATH, folder.toString());
    try {
      Ended ended = verify("extended,pytorch-cpu,pytorch-cuda");

      assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(ended.lastLine())
          .startsWith("etalon: nothing disagrees, but pytorch-cpu and pytorch-cuda: ")
          .containsOnlyOnce("PYTORCH_LIBRARY_PATH is '%s', where there is no".formatted(folder));
    } finally {
      System.clearProperty(LIBRARY_PATH);
    }
  }
}
