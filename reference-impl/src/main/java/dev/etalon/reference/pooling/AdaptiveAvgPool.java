package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;
import java.util.List;

/**
 * {@code adaptive_avg_pool1d}, {@code adaptive_avg_pool2d}, {@code adaptive_avg_pool3d}.
 *
 * @param output the extents of the grid, whatever those of the input
 */
@Definition(
    summary = "The mean of each cell of a fixed grid over each channel.",
    equation = "y[n,c,p] = mean of x[n, c, i] over ⌊p·n/q⌋ ≤ i < ⌈(p+1)·n/q⌉ along every axis",
    vjp = "x̄[n,c,i] = Σ_{p : cell p holds i} ȳ[n,c,p] / |cell p|",
    shapes = "input (N, C, spatial…) → (N, C, q…)",
    specialCases = {
      "where q does not divide n, neighbouring cells overlap by one element",
      "q may exceed n: elements are repeated"
    },
    lecture = "Sloj sažimanja: primjena preko rešetke (adaptive average pooling)")
public record AdaptiveAvgPool(List<Integer> output) implements AvgPooling {
  public AdaptiveAvgPool {
    output = List.copyOf(output);
    Pooling.requireGrid("adaptive_avg_pool", output);
  }

  @Override
  public String name() {
    return "adaptive_avg_pool" + output.size() + "d";
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
