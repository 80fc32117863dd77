package dev.etalon.reference.resampling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code crop}: a block of the trailing axes.
 *
 * @param before how many elements are taken away before each of the trailing axes
 * @param after how many elements are taken away after each of them
 */
@Definition(
    summary = "The block that is left when a margin of the trailing axes is taken away.",
    equation = "y[…, i] = x[…, i + before]",
    vjp = "x̄[…, i] = ȳ[…, i − before] inside, 0 in the margin: padding",
    shapes = "input (…, n…) → (…, n − before − after…)",
    specialCases = {"its adjoint is pad with value 0", "something must be left of every axis"},
    lecture = "Vektori: jezgra dimenzije k, naprijed (isječak, crop)")
public record Crop(List<Integer> before, List<Integer> after) implements Operator {
  public Crop {
    before = List.copyOf(before);
    after = List.copyOf(after);
    Margin.require("crop", before, after);
  }

  @Override
  public String name() {
    return "crop";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Margin.requireAxes(name(), input, before);
    int first = input.rank() - before.size();
    for (int axis = 0; axis < before.size(); axis++) {
      int extent = input.extent(first + axis);
      int margin = before.get(axis) + after.get(axis);
      ConstraintViolation.require(
          margin < extent,
          () ->
              "crop takes %d of the %d elements of an axis of %s; something must be left"
                  .formatted(margin, extent, input));
    }
    return Margin.resized(input, before, after, -1);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    return NdArray.generate(outputShape(inputs.shapes()), y -> x.get(Margin.moved(y, before, 1)));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Pad pad = new Pad(before, after, 0);
    return Map.of(
        "input", pad.forward(arithmetic, new Inputs<>(Map.of("input", cotangent), Map.of())));
  }
}
