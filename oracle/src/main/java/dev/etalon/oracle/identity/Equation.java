package dev.etalon.oracle.identity;

import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;

/**
 * What an identity says of one quantity of a case.
 *
 * @param quantity the quantity that is wrong if the sides differ
 * @param left computed from answers of the implementation
 * @param right equal to it in exact arithmetic
 */
record Equation(String quantity, Side left, Side right) {
  /**
   * The verdict on the witness: with both sides within their budgets of the same number, they
   * differ by no more than the sum of the budgets.
   */
  Verdict judge(Trial trial, Witness witness) {
    NdArray<Bounded> got = left.in(witness);
    NdArray<Bounded> expected = right.in(witness);
    double[] budget = new double[got.size()];
    for (int offset = 0; offset < budget.length; offset++) {
      if (Double.isNaN(got.at(offset).value()) && Double.isNaN(expected.at(offset).value())) {
        return Verdict.mistrusted("both sides are NaN, which is no evidence of either");
      }
      budget[offset] = got.at(offset).error() + expected.at(offset).error();
    }
    return Comparison.compare(
        got.toTensor(DType.FLOAT64, Bounded::value),
        Expected.approximately(
            expected.toTensor(DType.FLOAT64, Bounded::value),
            budget,
            "budget(left) + budget(right), each by " + trial.standard().formula(1)));
  }
}
