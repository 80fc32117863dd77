package dev.etalon.oracle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.etalon.oracle.onnx.Translation.OutOfScope;
import dev.etalon.oracle.onnx.Translation.Translated;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The reference against third-party results: the node tests of ONNX, where they lie beside the
 * project ({@code -Detalon.onnx=FOLDER} for elsewhere). They are float32 numbers that NumPy
 * computed in an order of its own, so each must be within one float32 budget of the truth: that
 * budget holds for any order.
 */
class NodeVectorsTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("etalon.onnx", "../../shared/onnx-node"));

  /** What the operators here do not do, folder by folder, with the words in which they say so. */
  private static final Map<String, String> OUT_OF_SCOPE = new TreeMap<>(Map.ofEntries());

  private static List<Path> folders() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(VECTORS), () -> "there are no vectors at " + VECTORS.toAbsolutePath());
    try (Stream<Path> entries = Files.list(VECTORS)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyVectorAgreesOrSaysWhyItIsOutOfScope() throws IOException {
    return folders().stream()
        .map(folder -> dynamicTest(folder.getFileName().toString(), () -> hold(folder)));
  }

  private static void hold(Path folder) throws IOException {
    NodeTest test = NodeTest.read(folder);
    for (NodeTest.Sample sample : test.samples()) {
      Translation translation = Translator.translate(test.node(), sample);
      if (translation instanceof OutOfScope outOfScope) {
        assertThat(OUT_OF_SCOPE)
            .as("the reason why %s is out of scope", test.name())
            .containsEntry(test.name(), outOfScope.reason());
        continue;
      }
      assertThat(OUT_OF_SCOPE).doesNotContainKey(test.name());
      for (Vector vector : ((Translated) translation).vectors()) {
        Verdict verdict = vector.judge();
        assertThat(verdict.status()).as(verdict.explanation()).isEqualTo(Status.PASSED);
      }
    }
  }

  @Test
  void theTableOfWhatIsOutOfScopeNamesOnlyVectorsThatExist() throws IOException {
    assertThat(folders())
        .extracting(folder -> folder.getFileName().toString())
        .containsAll(OUT_OF_SCOPE.keySet());
  }
}
