package dev.etalon.oracle.probe;

import dev.etalon.oracle.probe.Identification.Determinism;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Does the same again, and compares bit for bit. */
public final class Repetition {
  private Repetition() {}

  /**
   * How the results of several runs differ.
   *
   * @param computation what is repeated; it must not remember its answer
   * @param runs how often, at least twice
   */
  public static Determinism of(Supplier<Tensor> computation, int runs) {
    List<Tensor> results = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      results.add(computation.get());
    }
    Tensor first = results.get(0);
    int differing = 0;
    double largest = 0;
    for (int i = 0; i < first.size(); i++) {
      double low = first.at(i);
      double high = first.at(i);
      boolean same = true;
      for (Tensor result : results) {
        same &= Double.compare(result.at(i), first.at(i)) == 0;
        low = Math.min(low, result.at(i));
        high = Math.max(high, result.at(i));
      }
      if (!same) {
        differing++;
        largest = Math.max(largest, (high - low) / first.dtype().ulp(high));
      }
    }
    return new Determinism(runs, differing, first.size(), largest);
  }
}
