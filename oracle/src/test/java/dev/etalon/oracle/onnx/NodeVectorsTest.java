package dev.etalon.oracle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.etalon.oracle.onnx.Translation.OutOfScope;
import dev.etalon.oracle.onnx.Translation.Translated;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.activation.Activation;
import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The reference against third-party results: the node tests of ONNX, where they lie beside the
 * project ({@code -Detalon.onnx=FOLDER} for elsewhere). They are float32 numbers that NumPy
 * computed in an order of its own, so each must be within one float32 budget of the truth: that
 * budget holds for any order. What is known to be computed otherwise is explained, with the budget
 * of that computation.
 */
class NodeVectorsTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("etalon.onnx", "../../shared/onnx-node"));

  private static final String CUBIC = "mode = cubic";
  private static final String ANTIALIAS = "antialias = 1 (a filter as wide as the step)";
  private static final String CROP = "coordinate_transformation_mode = tf_crop_and_resize";

  /** What the operators here do not do, folder by folder, with the words in which they say so. */
  private static final Map<String, String> OUT_OF_SCOPE =
      Map.ofEntries(
          Map.entry(
              "test_reduce_log_sum_exp_empty_set",
              "logsumexp along axis -1 of shape (2, 4, 0) has nothing to sum"),
          Map.entry("test_resize_downsample_scales_cubic", CUBIC),
          Map.entry("test_resize_downsample_scales_cubic_align_corners", CUBIC),
          Map.entry("test_resize_upsample_scales_cubic", CUBIC),
          Map.entry("test_resize_upsample_scales_cubic_align_corners", CUBIC),
          Map.entry("test_resize_upsample_sizes_cubic", CUBIC),
          Map.entry("test_resize_downsample_scales_linear_antialias", ANTIALIAS),
          Map.entry("test_resize_downsample_sizes_cubic_antialias", ANTIALIAS),
          Map.entry("test_resize_tf_crop_and_resize", CROP),
          Map.entry("test_resize_tf_crop_and_resize_axes_3_2", CROP),
          Map.entry(
              "test_resize_upsample_scales_linear_half_pixel_symmetric",
              "mode = linear, coordinate_transformation_mode = half_pixel_symmetric"),
          Map.entry(
              "test_resize_downsample_sizes_linear_pytorch_half_pixel",
              "mode = linear, coordinate_transformation_mode = pytorch_half_pixel to a single"
                  + " element"),
          Map.entry(
              "test_resize_downsample_scales_nearest",
              otherNeighbours("half_pixel", "round_prefer_floor")),
          Map.entry(
              "test_resize_upsample_sizes_nearest_ceil_half_pixel",
              otherNeighbours("half_pixel", "ceil")),
          Map.entry(
              "test_resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric",
              otherNeighbours("asymmetric", "round_prefer_ceil")));

  /** Vectors that were computed less well than their type allows, and how. */
  private static final Map<String, Function<Vector, Verdict>> COMPUTED_OTHERWISE =
      Map.of(
          "test_averagepool_2d_ceil_last_window_starts_on_pad",
          vector -> writtenToDecimals(vector, 4),
          "test_elu",
          NodeVectorsTest::throughExpMinusOne,
          "test_selu_default",
          NodeVectorsTest::throughExpMinusOne);

  private static String otherNeighbours(String coordinates, String rule) {
    return "mode = nearest, coordinate_transformation_mode = %s, nearest_mode = %s picks other elements than ⌊i·step⌋"
        .formatted(coordinates, rule);
  }

  /**
   * A person wrote the input and the value of a mean down with so many decimals: half of the last
   * is the error of the value, and at most as much comes from the input.
   */
  private static Verdict writtenToDecimals(Vector vector, int decimals) {
    double unit = Math.pow(10, decimals);
    for (Tensor printed : List.of(vector.value(), vector.operands().get("input"))) {
      assertThat(printed).isEqualTo(printed.map(v -> Math.rint(v * unit) / unit));
    }
    Expected exact = vector.expected(vector.operator());
    return Comparison.compare(
        vector.value(),
        new Expected(
            exact.values(),
            Arrays.stream(exact.budget()).map(budget -> budget + 1 / unit).toArray(),
            exact.formula() + " + half a unit of the last decimal, twice",
            false));
  }

  /** ONNX's script has exp(x) − 1 where the definition has expm1(x): digits are lost near 0. */
  private static Verdict throughExpMinusOne(Vector vector) {
    Activation definition = (Activation) vector.operator();
    return Comparison.compare(vector.value(), vector.expected(new ThroughExpMinusOne(definition)));
  }

  /** An ELU of any α and λ, evaluated with the difference that cancels. */
  private record ThroughExpMinusOne(Activation definition) implements Activation {
    @Override
    public String name() {
      return definition.name();
    }

    @Override
    public <T> T value(Arithmetic<T> arithmetic, T x) {
      if (arithmetic.compare(x, arithmetic.zero()) >= 0) {
        return definition.value(arithmetic, x);
      }
      T saturation = arithmetic.negate(definition.value(arithmetic, arithmetic.constant(-1000)));
      return arithmetic.multiply(
          saturation, arithmetic.subtract(arithmetic.exp(x), arithmetic.one()));
    }

    @Override
    public <T> T slope(Arithmetic<T> arithmetic, T x) {
      return definition.slope(arithmetic, x);
    }
  }

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
      } else {
        assertThat(OUT_OF_SCOPE).doesNotContainKey(test.name());
        for (Vector vector : ((Translated) translation).vectors()) {
          hold(test.name(), vector);
        }
      }
    }
  }

  private static void hold(String name, Vector vector) {
    Verdict verdict = vector.judge();
    Function<Vector, Verdict> explanation = COMPUTED_OTHERWISE.get(name);
    if (explanation != null) {
      assertThat(verdict.status()).as("without the explanation").isEqualTo(Status.FAILED);
      verdict = explanation.apply(vector);
    }
    assertThat(verdict.status()).as(verdict.explanation()).isEqualTo(Status.PASSED);
  }

  @Test
  void theTablesNameOnlyVectorsThatExist() throws IOException {
    assertThat(folders())
        .extracting(folder -> folder.getFileName().toString())
        .containsAll(OUT_OF_SCOPE.keySet())
        .containsAll(COMPUTED_OTHERWISE.keySet());
  }
}
