package dev.etalon.reference.softmax;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code softmax}.
 *
 * @param axis the axis of the classes; negative counts from the last
 */
@Definition(
    summary = "Turns logits along an axis into a probability distribution.",
    equation = "y_i = exp(x_i − m) / Σ_j exp(x_j − m), m = max_j x_j",
    vjp = "x̄_i = y_i · (ȳ_i − Σ_j ȳ_j·y_j)",
    shapes = "input (…, C, …) → (…, C, …)",
    specialCases = {
      "invariant to a shift of all logits; m keeps the exponentials in range",
      "a logit of −∞ has probability 0",
      "all logits −∞: NaN; a logit of +∞: NaN for itself, 0 for the finite others"
    },
    lecture = "Unaprijedni modeli: softmax (poopćena logistička funkcija)")
public record Softmax(int axis) implements AxisOperator {
  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    Lines lines = new Lines(x.shape(), axis);
    return lines.generate(line -> distribution(arithmetic, lines.line(x, line)));
  }

  private static <T> List<T> distribution(Arithmetic<T> arithmetic, List<T> x) {
    List<T> exponentials =
        AxisOperator.shiftedExponentials(arithmetic, x, arithmetic.stabilizer(x));
    T total = arithmetic.sum(exponentials);
    return exponentials.stream().map(e -> arithmetic.divide(e, total)).toList();
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> y = forward(arithmetic, inputs);
    Lines lines = new Lines(y.shape(), axis);
    return Map.of(
        "input",
        lines.generate(
            line -> gradient(arithmetic, lines.line(y, line), lines.line(cotangent, line))));
  }

  private static <T> List<T> gradient(Arithmetic<T> arithmetic, List<T> y, List<T> g) {
    List<T> weighted = new ArrayList<>();
    for (int j = 0; j < y.size(); j++) {
      weighted.add(arithmetic.multiply(g.get(j), y.get(j)));
    }
    T mean = arithmetic.sum(weighted);
    List<T> gradient = new ArrayList<>();
    for (int i = 0; i < y.size(); i++) {
      gradient.add(arithmetic.multiply(y.get(i), arithmetic.subtract(g.get(i), mean)));
    }
    return gradient;
  }
}
