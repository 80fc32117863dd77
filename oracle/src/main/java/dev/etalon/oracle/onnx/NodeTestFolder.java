package dev.etalon.oracle.onnx;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of node tests, or one node test: third-party results beside the truth as it is here.
 *
 * @param path the folder
 */
public record NodeTestFolder(Path path) {
  /** Who gave the values. */
  public static final String THIRD_PARTY = "onnx";

  /** Who judges them. */
  public static final String JUDGE = "extended";

  private static final String MODEL = "model.onnx";

  /** The node tests, by name; none if there are none. */
  public List<Path> tests() throws IOException {
    if (Files.exists(path.resolve(MODEL))) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(test -> Files.exists(test.resolve(MODEL))).sorted().toList();
    }
  }

  /**
   * The verdicts on one node test.
   *
   * @throws MalformedVectorException if it cannot be read
   */
  public static List<Judgement> judge(Path test) throws IOException {
    NodeTest read = NodeTest.read(test);
    List<Judgement> judgements = new ArrayList<>();
    for (NodeTest.Sample sample : read.samples()) {
      Translation translation = Translator.translate(read.node(), sample);
      if (translation instanceof Translation.Translated translated) {
        for (Vector vector : translated.vectors()) {
          long start = System.nanoTime();
          Verdict verdict = vector.judge();
          double seconds = (System.nanoTime() - start) * 1e-9;
          judgements.add(
              judgement(
                  test,
                  vector.operator().name(),
                  read.name(),
                  vector.value().dtype(),
                  verdict,
                  seconds));
        }
      } else if (translation instanceof Translation.OutOfScope outOfScope) {
        judgements.add(
            judgement(
                test,
                read.node().type(),
                read.name(),
                DType.FLOAT32,
                Verdict.skipped("out of scope: " + outOfScope.reason()),
                0));
      }
    }
    return judgements;
  }

  private static Judgement judgement(
      Path test, String operator, String name, DType dtype, Verdict verdict, double seconds) {
    return new Judgement(
        operator,
        operator + "/" + name,
        dtype,
        THIRD_PARTY,
        JUDGE,
        Case.FORWARD,
        verdict,
        seconds,
        0,
        "etalon check --onnx '%s'".formatted(test));
  }
}
