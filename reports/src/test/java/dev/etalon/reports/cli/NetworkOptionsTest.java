package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.fixtures.network.NetworkLayer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkOptionsTest {
  @Test
  void aNameMeansAllLayersOfANetworkOrOne() {
    assertThat(LayerSelection.of(List.of("resnet50/conv3_2b", "lenet5"), 3))
        .extracting(NetworkLayer::id)
        .startsWith("resnet50/conv3_2b", "lenet5/c1")
        .endsWith("lenet5/output");
  }

  @Test
  void aWrongNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> LayerSelection.of(List.of("resnet"), 1))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("unknown network 'resnet' (did you mean 'resnet50'?); allowed: ");
    assertThatThrownBy(() -> LayerSelection.of(List.of("resnet50/conv3_9b"), 1))
        .hasMessageMatching(
            "unknown layer 'resnet50/conv3_9b' \\(did you mean 'resnet50/conv3_.b'\\?\\); "
                + "'etalon list resnet50' prints them");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--network lenet5 --batch 0 | --batch is 0; it must be at least 1",
        "--network lenet5 --rounds 0 | --rounds is 0; it must be at least 1",
        "--network lenet5 --threads 0 | --threads is 0; it must be at least 1",
        "--network lenet5 --dtype float16 | unknown dtype 'float16' (did you mean 'float64'?); allowed: float64, float32",
        "--network lenet5 --operator softmax | unknown operator of these networks 'softmax'",
        "--network lenet5 --quantity backward | unknown quantity 'backward'",
        "--network lenet5 --subject torch | unknown implementation 'torch'",
        "--network lenet5 --baseline torch | unknown implementation 'torch'",
      })
  void wrongInputOfBenchCostsOneSentence(String arguments, String sentence) {
    StringWriter err = new StringWriter();
    int code =
        EtalonCommand.commandLine(
                (settings, listener) -> {
                  throw new AssertionError("bench does not verify");
                },
                Map.of("CI", "true"))
            .setErr(new PrintWriter(err))
            .execute(("bench " + arguments).split(" "));
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("etalon: " + sentence);
  }

  @Test
  void theLayersOfANetworkAreListedWithTheirNumber() {
    StringWriter out = new StringWriter();
    int code =
        EtalonCommand.commandLine(
                (settings, listener) -> {
                  throw new AssertionError("list does not verify");
                },
                Map.of("CI", "true"))
            .setOut(new PrintWriter(out))
            .execute("list", "resnet50");
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("3 × conv2d: input (1, 128, 28, 28), weight (128, 128, 3, 3) → (1, 128, 28, 28)");
  }
}
