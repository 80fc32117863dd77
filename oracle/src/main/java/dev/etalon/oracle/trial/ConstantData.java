package dev.etalon.oracle.trial;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import org.apache.commons.numbers.core.DD;

/**
 * The doubt about a constant result of constant data, such as a convolution of ones with ones: an
 * implementation that reads the wrong elements, or in another order, gives it too. A constant that
 * comes of varied data (softmax over a single class) is another matter.
 */
public final class ConstantData {
  private ConstantData() {}

  /** The verdict, which is no evidence if the data are constant and so is what they must give. */
  public static Verdict doubt(Standard standard, String quantity, Verdict verdict) {
    return verdict.status() == Status.PASSED
            && isConstant(standard.truth(quantity))
            && isAskedWithConstants(standard.exam(), quantity)
        ? new Verdict(
            Status.MISTRUSTED,
            "every expected element is %s, as constant as the data: wrong elements or another order would match too"
                .formatted(standard.rounded(quantity).at(0)),
            verdict.agreement())
        : verdict;
  }

  /** Whether every operand is one number over and over. */
  public static boolean isAllOf(Case exam) {
    return exam.operands().values().stream().allMatch(ConstantData::isConstant);
  }

  private static boolean isAskedWithConstants(Case exam, String quantity) {
    boolean isOfOneCotangent =
        !quantity.equals(Case.FORWARD)
            && exam.cotangent().size() > 1
            && isConstant(exam.cotangent());
    return isOfOneCotangent || isAllOf(exam);
  }

  private static boolean isConstant(Tensor tensor) {
    for (int i = 1; i < tensor.size(); i++) {
      if (tensor.at(i) != tensor.at(0)) {
        return false;
      }
    }
    return true;
  }

  /** Of a single element there is no order. */
  private static boolean isConstant(NdArray<DD> truth) {
    for (int i = 1; i < truth.size(); i++) {
      if (!truth.at(i).equals(truth.at(0))) {
        return false;
      }
    }
    return truth.size() > 1;
  }
}
