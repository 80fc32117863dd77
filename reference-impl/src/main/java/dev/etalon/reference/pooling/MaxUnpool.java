package dev.etalon.reference.pooling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code max_unpool1d}, {@code max_unpool2d}, {@code max_unpool3d}: each element put back where a
 * max pooling found it.
 *
 * @param spatial the spatial extents of the output
 */
@Definition(
    summary = "Embedding: each element at its index in a channel of zeros.",
    equation = "y[n,c,i] = Σ_{p : indices[n,c,p] = i} x[n,c,p]",
    vjp = "x̄[n,c,p] = ȳ[n, c, indices[n,c,p]]",
    shapes = "input and indices (N, C, windows…) → (N, C, spatial…)",
    specialCases = {
      "an index is a row-major position in the channel",
      "elements with the same index add up, as in the VJP of overlapping max pooling, which this is",
      "what no index names is 0"
    },
    lecture = "Vektori: sažimanje s jezgrom k i korakom k, natrag (ugrađivanje, embed)")
public record MaxUnpool(List<Integer> spatial) implements Operator {
  public MaxUnpool {
    spatial = List.copyOf(spatial);
    Pooling.requireGrid("max_unpool", spatial);
  }

  @Override
  public String name() {
    return "max_unpool" + spatial.size() + "d";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.index("indices"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() == spatial.size() + 2,
        () ->
            "%s needs an input of shape (N, C, %d spatial axes); given is %s"
                .formatted(name(), spatial.size(), input));
    ConstraintViolation.require(
        input.equals(operands.get("indices")),
        () ->
            "%s needs an index for each element of its input %s; given are indices of shape %s"
                .formatted(name(), input, operands.get("indices")));
    return input.until(2).append(Shape.of(spatial).extents());
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    Scatter<T> y = new Scatter<>(x.shape().withExtent(2, Shape.of(spatial).size()));
    for (int offset = 0; offset < x.size(); offset++) {
      int[] element = x.shape().index(offset);
      y.add(x.at(offset), element[0], element[1], place(inputs, offset));
    }
    return y.sum(arithmetic).reshape(outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> g = cotangent.flattenFrom(2);
    Shape input = inputs.get("input").shape();
    return Map.of(
        "input",
        NdArray.generateFlat(
            input,
            offset -> {
              int[] element = input.index(offset);
              return g.get(element[0], element[1], place(inputs, offset));
            }));
  }

  /** The index of an element, if it names a position of the output. */
  private <T> int place(Inputs<T> inputs, int offset) {
    int place = inputs.index("indices").at(offset);
    Shape channel = Shape.of(spatial);
    ConstraintViolation.require(
        place >= 0 && place < channel.size(),
        () ->
            "%s has the index %d; a channel of extents %s has the positions 0 to %d"
                .formatted(name(), place, channel, channel.size() - 1));
    return place;
  }
}
