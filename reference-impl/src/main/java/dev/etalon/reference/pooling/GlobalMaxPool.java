package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.tensor.Shape;

/**
 * {@code global_max_pool}.
 *
 * @param spatialAxes how many axes follow N and C
 * @param ties which of tied maxima receives the gradient
 */
@Definition(
    summary = "The maximum of each channel.",
    equation = "y[n,c,0…] = max_i x[n,c,i]",
    vjp = "x̄[n,c] = ȳ[n,c] · onehot(argmax_i x[n,c,i])",
    shapes = "input (N, C, spatial…) → (N, C, 1…)",
    specialCases = {
      "FIRST: of tied maxima the first in row-major order receives the whole gradient",
      "SPLIT: m tied maxima receive ȳ/m each",
      "NaN wins, the first of several"
    },
    lecture = "Vektori: globalno sažimanje maksimumom (global max pooling)")
public record GlobalMaxPool(int spatialAxes, TieRule ties) implements MaxPooling {
  public GlobalMaxPool {
    Pooling.requireSpatialAxes("global_max_pool", spatialAxes);
  }

  @Override
  public String name() {
    return "global_max_pool";
  }

  @Override
  public Regions regions(Shape spatial) {
    return Regions.grid(spatial, Pooling.single(spatialAxes));
  }
}
