package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;

/**
 * {@code global_avg_pool}.
 *
 * @param spatialAxes how many axes follow N and C
 */
@Definition(
    summary = "The mean of each channel.",
    equation = "y[n,c,0…] = (1/D) Σ_i x[n,c,i]",
    vjp = "x̄[n,c,i] = ȳ[n,c] / D",
    shapes = "input (N, C, spatial…) of D elements for each channel → (N, C, 1…)",
    lecture = "Sloj sažimanja: globalna primjena (global average pooling)")
public record GlobalAvgPool(int spatialAxes) implements AvgPooling {
  public GlobalAvgPool {
    Pooling.requireSpatialAxes("global_avg_pool", spatialAxes);
  }

  @Override
  public String name() {
    return "global_avg_pool";
  }

  @Override
  public Regions regions(Shape spatial) {
    return Regions.grid(spatial, Pooling.single(spatialAxes));
  }
}
