package dev.etalon.reference.softmax;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code logsumexp}.
 *
 * @param axis the axis that is summed; negative counts from the last
 */
@Definition(
    summary = "The logarithm of a sum of exponentials: a smooth maximum, softmax's normaliser.",
    equation = "y = m + log Σ_j exp(x_j − m), m = max_j x_j",
    vjp = "x̄_i = ȳ · exp(x_i − y)",
    shapes = "input (…, C, …) → (…, …)",
    specialCases = {
      "log(sum(exp(x))) in three steps overflows from x ≈ 88.7 (float32) or 709.8 (float64) on",
      "all elements −∞ give −∞, one +∞ gives +∞; there the gradient is NaN"
    },
    lecture = "Unaprijedni modeli: numerička stabilnost (the log-sum-exp trick)")
public record LogSumExp(int axis) implements AxisOperator {
  @Override
  public String name() {
    return "logsumexp";
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    return AxisOperator.super.outputShape(operands).without(axis);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    Lines lines = new Lines(x.shape(), axis);
    return NdArray.generateFlat(
        outputShape(inputs.shapes()),
        line -> {
          List<T> elements = lines.line(x, line);
          T shift = arithmetic.stabilizer(elements);
          T total = arithmetic.sum(AxisOperator.shiftedExponentials(arithmetic, elements, shift));
          return arithmetic.add(shift, arithmetic.log(total));
        });
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input");
    NdArray<T> y = forward(arithmetic, inputs);
    Lines lines = new Lines(x.shape(), axis);
    return Map.of(
        "input",
        lines.generate(
            line -> {
              List<T> gradient = new ArrayList<>();
              for (T element : lines.line(x, line)) {
                T share = arithmetic.exp(arithmetic.subtract(element, y.at(line)));
                gradient.add(arithmetic.multiply(cotangent.at(line), share));
              }
              return gradient;
            }));
  }
}
