package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hypotheses that need no knowledge of the operator: the right result scaled, moved or missing. */
final class Structure {
  private static final List<String> LETTERS = List.of("N", "C");

  private Structure() {}

  static List<Hypothesis> hypotheses(Standard standard, String quantity) {
    Tensor truth = standard.rounded(quantity);
    List<Hypothesis> hypotheses = new ArrayList<>();
    scales(standard.exam())
        .forEach(
            (factor, sentence) ->
                hypotheses.add(new Hypothesis(sentence, () -> truth.map(x -> factor * x))));
    hypotheses.add(new Hypothesis("it is all zeros: never computed", () -> truth.map(x -> 0)));
    for (int axis = 0; axis < truth.shape().rank(); axis++) {
      int along = axis;
      hypotheses.add(
          new Hypothesis(
              "it is flipped along axis " + along,
              () -> Arrangement.moved(truth, along, (i, n) -> n - 1 - i)));
      hypotheses.add(
          new Hypothesis(
              "it is shifted by one along axis " + along,
              () -> Arrangement.moved(truth, along, (i, n) -> (i + 1) % n)));
      hypotheses.add(
          new Hypothesis(
              "it is shifted by minus one along axis " + along,
              () -> Arrangement.moved(truth, along, (i, n) -> (i + n - 1) % n)));
    }
    if (truth.shape().rank() > 2) {
      hypotheses.add(
          new Hypothesis(
              "it is flipped along every spatial axis", () -> Arrangement.flippedSpatially(truth)));
    }
    if (truth.shape().rank() > 1) {
      hypotheses.add(
          new Hypothesis("the last two axes are transposed", () -> Arrangement.transposed(truth)));
    }
    return hypotheses;
  }

  /** Factors that people forget or apply twice, with what it would mean. */
  private static Map<Double, String> scales(Case exam) {
    Map<Double, String> scales = new LinkedHashMap<>();
    scales.put(-1.0, "the sign is wrong");
    scales.put(2.0, "it is twice too large");
    scales.put(0.5, "it is half of what it should be");
    Shape first = exam.operands().values().iterator().next().shape();
    for (int axis = 0; axis < Math.min(LETTERS.size(), first.rank()); axis++) {
      int extent = first.extent(axis);
      if (extent > 2) {
        String letter = LETTERS.get(axis);
        scales.putIfAbsent(
            (double) extent,
            "it is %s = %d times too large: a mean's 1/%s is missing"
                .formatted(letter, extent, letter));
        scales.putIfAbsent(
            1.0 / extent,
            "it is %s = %d times too small: a mean over %s is taken once too often"
                .formatted(letter, extent, letter));
      }
    }
    for (Operand operand : exam.operator().operands()) {
      Tensor tensor = exam.operands().get(operand.name());
      if (tensor != null) {
        counts(scales, "'" + operand.name() + "'", tensor.shape());
      }
    }
    counts(scales, "the output", exam.cotangent().shape());
    double ln2 = Math.log(2);
    scales.putIfAbsent(1 / ln2, "it is 1/ln 2 times too large: a logarithm is taken to base 2");
    scales.putIfAbsent(ln2, "it is 1/ln 2 times too small: a power is taken of 2 instead of e");
    return scales;
  }

  /** The numbers over which somebody may average: of elements, of positions, along an axis. */
  private static void counts(Map<Double, String> scales, String what, Shape shape) {
    int rank = shape.rank();
    for (int axis = 0; axis < rank; axis++) {
      count(scales, "axis %d of %s".formatted(axis, what), shape.extent(axis));
    }
    count(scales, what, shape.size());
    if (rank > 1 && shape.size() > 0) {
      int positions = Arrays.stream(shape.extents()).skip(2).reduce(1, (a, b) -> a * b);
      count(scales, "each item of " + what, shape.size() / shape.extent(0));
      count(scales, "each channel of each item of " + what, positions);
      count(scales, "each channel of " + what, positions * shape.extent(0));
    }
  }

  private static void count(Map<Double, String> scales, String what, int count) {
    if (count > 2) {
      scales.putIfAbsent(
          (double) count,
          "it is %d times too large: a mean over %s is missing".formatted(count, what));
      scales.putIfAbsent(
          1.0 / count,
          "it is %d times too small: a mean over %s is taken once too often"
              .formatted(count, what));
    }
  }
}
