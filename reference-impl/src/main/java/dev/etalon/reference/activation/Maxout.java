package dev.etalon.reference.activation;

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

/**
 * {@code maxout} (I. Goodfellow et al., "Maxout networks", ICML 2013).
 *
 * @param pieces the number k of neighbouring channels of which each output is the maximum
 */
@Definition(
    summary = "The maximum of each group of channels: max pooling over channels.",
    equation = "y[n,c,s] = max_j x[n, c·k + j, s], j = 0 … k−1",
    vjp = "x̄[n,i,s] = ȳ[n,c,s] where i is the first maximum of group c, else 0",
    shapes = "input (N, C·k, spatial…) → (N, C, spatial…)",
    specialCases = {
      "of tied channels the first receives the whole gradient",
      "NaN wins",
      "k must divide the number of channels; k = 1 changes nothing"
    },
    lecture = "Konvolucijski modeli: sloj sažimanja, motivacija (pooling over feature maps)")
public record Maxout(int pieces) implements Operator {
  /**
   * @throws ConstraintViolation if there is not at least one piece
   */
  public Maxout {
    ConstraintViolation.require(
        pieces >= 1, () -> "maxout of %d channels; allowed are 1 or more".formatted(pieces));
  }

  @Override
  public String name() {
    return "maxout";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ConstraintViolation.require(
        input.rank() >= 2 && input.extent(1) % pieces == 0,
        () ->
            "maxout needs an input (N, C, …) whose channels are a multiple of %d; given is %s"
                .formatted(pieces, input));
    return input.withExtent(1, input.extent(1) / pieces);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    return NdArray.generate(
            x.shape().withExtent(1, x.shape().extent(1) / pieces),
            y -> x.get(y[0], argmax(arithmetic, x, y), y[2]))
        .reshape(outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    NdArray<T> g = cotangent.flattenFrom(2);
    Scatter<T> gradInput = new Scatter<>(x.shape());
    for (int offset = 0; offset < g.size(); offset++) {
      int[] y = g.shape().index(offset);
      gradInput.add(g.at(offset), y[0], argmax(arithmetic, x, y), y[2]);
    }
    return Map.of("input", gradInput.sum(arithmetic).reshape(inputs.get("input").shape()));
  }

  /** The channel of the first maximum in the group of output index (n, c, s). */
  private <T> int argmax(Arithmetic<T> arithmetic, NdArray<T> x, int[] y) {
    int best = y[1] * pieces;
    for (int channel = best + 1; channel < (y[1] + 1) * pieces; channel++) {
      if (arithmetic.compare(x.get(y[0], channel, y[2]), x.get(y[0], best, y[2])) > 0) {
        best = channel;
      }
    }
    return best;
  }
}
