package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;

/** Hypotheses that need no knowledge of the operator: the right result scaled, moved or missing. */
final class Structure {
  private Structure() {}

  static List<Diagnosis.Hypothesis> hypotheses(Case exam, Tensor truth) {
    List<Diagnosis.Hypothesis> hypotheses = new ArrayList<>();
    scales(exam)
        .forEach(
            (sentence, factor) ->
                hypotheses.add(
                    new Diagnosis.Hypothesis(sentence, () -> truth.map(x -> factor * x))));
    hypotheses.add(
        new Diagnosis.Hypothesis("it is all zeros: never computed", () -> truth.map(x -> 0)));
    for (int axis = 0; axis < truth.shape().rank(); axis++) {
      int along = axis;
      hypotheses.add(
          new Diagnosis.Hypothesis(
              "it is flipped along axis " + along, () -> moved(truth, along, (i, n) -> n - 1 - i)));
      hypotheses.add(
          new Diagnosis.Hypothesis(
              "it is shifted by one along axis " + along,
              () -> moved(truth, along, (i, n) -> (i + 1) % n)));
      hypotheses.add(
          new Diagnosis.Hypothesis(
              "it is shifted by minus one along axis " + along,
              () -> moved(truth, along, (i, n) -> (i + n - 1) % n)));
    }
    if (truth.shape().rank() > 2) {
      hypotheses.add(
          new Diagnosis.Hypothesis(
              "it is flipped along every spatial axis", () -> flippedSpatially(truth)));
    }
    if (truth.shape().rank() > 1) {
      hypotheses.add(
          new Diagnosis.Hypothesis("the last two axes are transposed", () -> transposed(truth)));
    }
    return hypotheses;
  }

  /** Factors that people forget or apply twice, with what it would mean. */
  private static Map<String, Double> scales(Case exam) {
    Map<String, Double> scales = new LinkedHashMap<>();
    scales.put("the sign is wrong", -1.0);
    scales.put("it is twice too large", 2.0);
    scales.put("it is half of what it should be", 0.5);
    Shape first = exam.operands().values().iterator().next().shape();
    for (int axis = 0; axis < Math.min(2, first.rank()); axis++) {
      int extent = first.extent(axis);
      if (extent > 2) {
        String letter = axis == 0 ? "N" : "C";
        scales.put(
            "it is %s = %d times too large: a mean's 1/%s is missing"
                .formatted(letter, extent, letter),
            (double) extent);
        scales.put(
            "it is %s = %d times too small: a mean over %s is taken once too often"
                .formatted(letter, extent, letter),
            1.0 / extent);
      }
    }
    return scales;
  }

  private static Tensor moved(Tensor truth, int axis, IntBinaryOperator source) {
    Shape shape = truth.shape();
    return Tensor.generate(
        truth.dtype(),
        shape,
        offset -> {
          int[] index = shape.index(offset);
          index[axis] = source.applyAsInt(index[axis], shape.extent(axis));
          return truth.get(index);
        });
  }

  private static Tensor flippedSpatially(Tensor truth) {
    Tensor flipped = truth;
    for (int axis = 2; axis < truth.shape().rank(); axis++) {
      flipped = moved(flipped, axis, (i, n) -> n - 1 - i);
    }
    return flipped;
  }

  /** The elements of the transposed matrices in row-major order, under the original shape. */
  private static Tensor transposed(Tensor truth) {
    int columns = truth.shape().extent(-1);
    int rows = truth.shape().extent(-2);
    int matrix = rows * columns;
    return Tensor.generate(
        truth.dtype(),
        truth.shape(),
        offset -> {
          int within = offset % matrix;
          return truth.at(offset - within + within % rows * columns + within / rows);
        });
  }
}
