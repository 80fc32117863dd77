package dev.etalon.oracle.network;

import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.reference.tensor.DType;

/**
 * What judging a layer took.
 *
 * @param layer the layer
 * @param dtype the precision
 * @param reference the name of the reference
 * @param torchSeconds PyTorch's own time, value and all gradients, without transfers
 * @param referenceSeconds the truth and its budgets
 * @param comparisonSeconds the comparison
 * @param peakHeapBytes the most that this process's heap held meanwhile, garbage included
 */
public record LayerCost(
    NetworkLayer layer,
    DType dtype,
    String reference,
    double torchSeconds,
    double referenceSeconds,
    double comparisonSeconds,
    long peakHeapBytes) {
  /** Reference and comparison. */
  public double judgingSeconds() {
    return referenceSeconds + comparisonSeconds;
  }
}
