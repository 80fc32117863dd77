package dev.etalon.reference.resampling;

import dev.etalon.reference.arithmetic.Arithmetic;
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
 * {@code pad}: a margin of one value around the trailing axes.
 *
 * @param before how many elements are added before each of the trailing axes
 * @param after how many elements are added after each of them
 * @param value what they are
 */
@Definition(
    summary = "A constant margin around the trailing axes.",
    equation = "y[…, i] = x[…, i − before] inside, value outside",
    vjp = "x̄[…, i] = ȳ[…, i + before]: cropping",
    shapes = "input (…, n…) → (…, before + n + after…)",
    specialCases = {
      "the value has no gradient",
      "with value 0 it is the adjoint of crop",
      "one window x embedded at p among n: before = p, after = n − p − dim(x)"
    },
    lecture = "Nadopunjavanje (padding); sažimanje s jezgrom k i korakom k: ugrađivanje (embed)")
public record Pad(List<Integer> before, List<Integer> after, double value) implements Operator {
  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
    Margin.require("pad", before, after);
  }

  @Override
  public String name() {
    return "pad";
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
    return Margin.resized(input, before, after, 1);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    T margin = arithmetic.constant(value);
    return NdArray.generate(
        outputShape(inputs.shapes()),
        y -> {
          int[] i = Margin.moved(y, before, -1);
          return Margin.isInside(i, x.shape()) ? x.get(i) : margin;
        });
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Crop crop = new Crop(before, after);
    return Map.of(
        "input", crop.forward(arithmetic, new Inputs<>(Map.of("input", cotangent), Map.of())));
  }
}
