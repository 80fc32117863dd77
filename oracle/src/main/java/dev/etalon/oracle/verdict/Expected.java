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
 */
public record Expected(NdArray<DD> values, double[] budget, String formula) {
  /** Expected values that are known to double precision. */
  public static Expected of(Tensor values, double[] budget, String formula) {
    return new Expected(NdArray.from(values, DD::of), budget, formula);
  }

  public Shape shape() {
    return values.shape();
  }
}
