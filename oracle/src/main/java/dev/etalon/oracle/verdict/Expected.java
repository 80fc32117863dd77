package dev.etalon.oracle.verdict;

import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import org.apache.commons.numbers.core.DD;

/**
 * What a judge expects, and how far from it a correct implementation may be.
 *
 * @param values the expected values, to more than double precision where the judge has it
 * @param budget the allowed distance at each row-major position
 * @param formula what the budget is made of, for people
 * @param toTheUlp whether the values are accurate enough for a difference in ulps to mean something
 */
public record Expected(NdArray<DD> values, double[] budget, String formula, boolean toTheUlp) {
  /** Expected values that are known to double precision. */
  public static Expected of(Tensor values, double[] budget, String formula) {
    return new Expected(NdArray.from(values, DD::of), budget, formula, true);
  }

  /** Expected values with errors of their own, or of other units than the dtype's: no ulps. */
  public static Expected approximately(Tensor values, double[] budget, String formula) {
    return new Expected(NdArray.from(values, DD::of), budget, formula, false);
  }

  public Shape shape() {
    return values.shape();
  }
}
