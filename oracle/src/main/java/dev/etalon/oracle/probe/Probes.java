package dev.etalon.oracle.probe;

import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Every probe of an implementation. */
public final class Probes {
  private Probes() {}

  /**
   * A probe for each workload and floating dtype that is wanted.
   *
   * @param device {@code cpu} or {@code cuda}, for the lines that repeat them
   */
  public static List<Probe> of(
      Implementation implementation,
      Predicate<Workload> workloads,
      Predicate<DType> dtypes,
      String device,
      long seed) {
    return DType.floating().stream()
        .filter(dtypes)
        .flatMap(
            dtype ->
                Arrays.stream(Workload.values())
                    .filter(workloads)
                    .filter(workload -> implementation.claims(workload.operator()))
                    .map(workload -> Probe.of(implementation, workload, dtype, device, seed)))
        .toList();
  }
}
