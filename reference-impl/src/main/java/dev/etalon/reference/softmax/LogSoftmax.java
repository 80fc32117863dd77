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
 * {@code log_softmax}.
 *
 * @param axis the axis of the classes; negative counts from the last
 */
@Definition(
    summary = "The logarithm of softmax, without ever forming the probabilities.",
    equation = "y_i = x_i − m − log Σ_j exp(x_j − m), m = max_j x_j",
    vjp = "x̄_i = ȳ_i − exp(y_i) · Σ_j ȳ_j",
    shapes = "input (…, C, …) → (…, C, …)",
    specialCases = {
      "log(softmax(x)) in two steps underflows to −∞; this form does not",
      "a logit of −∞ gives −∞",
      "all logits −∞: NaN; a logit of +∞: NaN for itself, −∞ for the finite others"
    },
    lecture = "Unaprijedni modeli: numerička stabilnost (numerical stability of log-softmax)")
public record LogSoftmax(int axis) implements AxisOperator {
  @Override
  public String name() {
    return "log_softmax";
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    Lines lines = new Lines(x.shape(), axis);
    return lines.generate(line -> logDistribution(arithmetic, lines.line(x, line)));
  }

  /** log softmax of one line of logits. */
  public static <T> List<T> logDistribution(Arithmetic<T> arithmetic, List<T> x) {
    T shift = arithmetic.stabilizer(x);
    T logTotal =
        arithmetic.log(arithmetic.sum(AxisOperator.shiftedExponentials(arithmetic, x, shift)));
    List<T> y = new ArrayList<>();
    for (T element : x) {
      y.add(arithmetic.subtract(arithmetic.subtract(element, shift), logTotal));
    }
    return y;
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
    T total = arithmetic.sum(g);
    List<T> gradient = new ArrayList<>();
    for (int i = 0; i < y.size(); i++) {
      T share = arithmetic.multiply(arithmetic.exp(y.get(i)), total);
      gradient.add(arithmetic.subtract(g.get(i), share));
    }
    return gradient;
  }
}
