package dev.etalon.reference.resampling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.Map;

/**
 * {@code upsample_nearest1d}, {@code upsample_nearest2d}, {@code upsample_nearest3d}.
 *
 * @param size the output's extents, or the factors
 */
@Definition(
    summary = "Each element is that of the original at its position rounded down.",
    equation = "y[n,c,i] = x[n, c, min(⌊i·step⌋, n_in − 1)]",
    vjp = "x̄[n,c,j] = Σ_{i : ⌊i·step⌋ = j} ȳ[n,c,i]",
    shapes = "input (N, C, spatial…) → (N, C, size…)",
    specialCases = {
      "to given extents step = n_in/n_out; by a factor step = 1/factor",
      "⌊i·step⌋ is exact, also where i·step is an integer"
    },
    lecture = "Korak: alternativa (naduzorkovanje, up-sampling)")
public record UpsampleNearest(Resize size) implements Upsampling {
  @Override
  public String name() {
    return "upsample_nearest" + size.axes() + "d";
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    return NdArray.generate(outputShape(inputs.shapes()), y -> x.get(source(x.shape(), y)));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape input = inputs.get("input").shape();
    Scatter<T> gradInput = new Scatter<>(input);
    for (int offset = 0; offset < cotangent.size(); offset++) {
      gradInput.add(cotangent.at(offset), source(input, cotangent.shape().index(offset)));
    }
    return Map.of("input", gradInput.sum(arithmetic));
  }

  /** The index of the element that an output element repeats. */
  private int[] source(Shape input, int[] output) {
    int[] source = output.clone();
    for (int axis = 0; axis < size.axes(); axis++) {
      int extent = input.extent(axis + 2);
      source[axis + 2] = Math.min(size.floor(axis, extent, output[axis + 2]), extent - 1);
    }
    return source;
  }
}
