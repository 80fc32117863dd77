package dev.etalon.oracle.diagnosis;

import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.tensor.Tensor;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Whether one number makes up the whole error: a factor, or something added, for all elements. */
final class SameForAll {
  private SameForAll() {}

  static Optional<String> describe(Standard standard, String quantity, Tensor got) {
    Tensor truth = standard.rounded(quantity);
    double[] budget = standard.budget(quantity);
    int greatest =
        IntStream.range(0, truth.size())
            .reduce(0, (i, j) -> Math.abs(truth.at(j)) > Math.abs(truth.at(i)) ? j : i);
    double factor = got.at(greatest) / truth.at(greatest);
    if (isGiven(truth, got, budget, Math.abs(factor), x -> factor * x)) {
      return Optional.of("every element is %s times what it should be".formatted((float) factor));
    }
    double offset = got.at(greatest) - truth.at(greatest);
    return isGiven(truth, got, budget, 1, x -> x + offset)
        ? Optional.of("%s is added to every element".formatted((float) offset))
        : Optional.empty();
  }

  /**
   * Whether a function of the truth gives the result, within the budget of both elements from which
   * its number was computed, scaled like them, and their own rounding.
   */
  private static boolean isGiven(
      Tensor truth, Tensor got, double[] budget, double scale, DoubleUnaryOperator function) {
    int told = 0;
    for (int i = 0; i < budget.length; i++) {
      double expected = function.applyAsDouble(truth.at(i));
      double allowed = 2 * scale * budget[i] + 4 * got.dtype().ulp(expected);
      if (!(Math.abs(got.at(i) - expected) <= allowed)) {
        return false;
      }
      told += Math.abs(got.at(i) - truth.at(i)) > allowed ? 1 : 0;
    }
    // a single element would have any factor
    return told > 1;
  }
}
