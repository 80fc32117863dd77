package dev.etalon.oracle.diagnosis;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Hypotheses that the definition itself was computed, but of operands that were misread: left out,
 * in part or as a whole, turned round, transposed, or counted twice.
 */
final class Misreading {
  private static final String COTANGENT = "the upstream gradient";

  private final Case exam;
  private final String quantity;
  private final DType dtype;
  private final List<Hypothesis> hypotheses = new ArrayList<>();

  private Misreading(Standard standard, String quantity) {
    this.exam = standard.exam();
    this.quantity = quantity;
    this.dtype = standard.dtype();
  }

  static List<Hypothesis> hypotheses(Standard standard, String quantity) {
    Misreading misreading = new Misreading(standard, quantity);
    for (Operand operand : standard.exam().operator().operands()) {
      Tensor right = standard.exam().operands().get(operand.name());
      if (right != null && operand.isReal() && right.size() > 0) {
        misreading.of("'" + operand.name() + "'", right, operand.name());
      }
    }
    if (!quantity.equals(Case.FORWARD)) {
      misreading.of(COTANGENT, standard.exam().cotangent(), COTANGENT);
    }
    return misreading.hypotheses;
  }

  private void of(String what, Tensor right, String name) {
    read(name, "as if %s were left out".formatted(what), x -> x.map(v -> 0));
    if (name.equals(COTANGENT)) {
      read(name, "as if %s were all ones".formatted(what), x -> x.map(v -> 1));
    } else {
      read(name, "as if %s had the other sign".formatted(what), x -> x.map(v -> -v));
      read(name, "as if %s were halved".formatted(what), x -> x.map(v -> v / 2));
      read(name, "as if %s were doubled".formatted(what), x -> x.map(v -> 2 * v));
    }
    Shape shape = right.shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.extent(axis) > 1) {
        along(axis, what, name);
      }
    }
    if (shape.rank() > 1) {
      read(
          name,
          "as if the last two axes of %s were transposed".formatted(what),
          Arrangement::transposed);
    }
    if (shape.rank() > 3) {
      read(
          name,
          "as if %s were flipped along every spatial axis".formatted(what),
          Arrangement::flippedSpatially);
    }
    if (shape.rank() > 1 && right.size() > shape.extent(0)) {
      int item = right.size() / shape.extent(0);
      read(
          name,
          "as if the last element of each item of %s were left out".formatted(what),
          x -> Arrangement.scaled(x, i -> i % item == item - 1 ? 0 : 1));
      read(
          name,
          "as if the first element of each item of %s were left out".formatted(what),
          x -> Arrangement.scaled(x, i -> i % item == 0 ? 0 : 1));
    }
  }

  private void along(int axis, String what, String name) {
    String place = "index of axis %d of %s".formatted(axis, what);
    read(
        name,
        "as if %s were flipped along axis %d".formatted(what, axis),
        x -> Arrangement.moved(x, axis, (i, n) -> n - 1 - i));
    read(name, "as if the last " + place + " were left out", part(axis, (i, n) -> i < n - 1));
    read(name, "as if the first " + place + " were left out", part(axis, (i, n) -> i > 0));
    read(name, "as if only the last " + place + " counted", part(axis, (i, n) -> i == n - 1));
    read(name, "as if only the first " + place + " counted", part(axis, (i, n) -> i == 0));
    read(
        name,
        "as if the first " + place + " counted twice",
        x -> Arrangement.scaled(x, i -> x.shape().index(i)[axis] == 0 ? 2 : 1));
  }

  private interface Kept {
    boolean test(int index, int extent);
  }

  private static UnaryOperator<Tensor> part(int axis, Kept kept) {
    return x ->
        Arrangement.scaled(
            x, i -> kept.test(x.shape().index(i)[axis], x.shape().extent(axis)) ? 1 : 0);
  }

  private void read(String name, String sentence, UnaryOperator<Tensor> misread) {
    hypotheses.add(new Hypothesis(sentence, () -> result(name, misread)));
  }

  private Tensor result(String name, UnaryOperator<Tensor> misread) {
    Map<String, Tensor> operands = new LinkedHashMap<>(exam.operands());
    operands.computeIfPresent(name, (same, right) -> misread.apply(right));
    if (quantity.equals(Case.FORWARD)) {
      return Evaluation.DEFINITION.forward(exam.operator(), operands, dtype);
    }
    Tensor cotangent = name.equals(COTANGENT) ? misread.apply(exam.cotangent()) : exam.cotangent();
    return Evaluation.DEFINITION.gradient(
        exam.operator(), Case.operandOf(quantity), operands, cotangent, dtype);
  }
}
