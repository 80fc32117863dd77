package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;
import java.util.List;

/**
 * {@code adaptive_max_pool1d}, {@code adaptive_max_pool2d}, {@code adaptive_max_pool3d}.
 *
 * @param output the extents of the grid, whatever those of the input
 * @param ties which of tied maxima receives the gradient
 */
@Definition(
    summary = "The maximum of each cell of a fixed grid over each channel.",
    equation = "y[n,c,p] = max x[n, c, i] over ⌊p·n/q⌋ ≤ i < ⌈(p+1)·n/q⌉ along every axis",
    vjp = "x̄[n,c,i] = Σ_{p : argmax of cell p is i} ȳ[n,c,p]",
    shapes = "input (N, C, spatial…) → (N, C, q…)",
    specialCases = {
      "where q does not divide n, neighbouring cells overlap by one element",
      "q may exceed n: elements are repeated",
      "ties and NaN as in max_pool"
    },
    lecture = "Sloj sažimanja: primjena preko rešetke (adaptive max pooling)")
public record AdaptiveMaxPool(List<Integer> output, TieRule ties) implements MaxPooling {
  public AdaptiveMaxPool {
    output = List.copyOf(output);
    Pooling.requireGrid("adaptive_max_pool", output);
  }

  @Override
  public String name() {
    return "adaptive_max_pool" + output.size() + "d";
  }

  @Override
  public int spatialAxes() {
    return output.size();
  }

  @Override
  public Regions regions(Shape spatial) {
    return Regions.grid(spatial, Shape.of(output));
  }
}
