package dev.etalon.oracle.network;

import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Locale;

/**
 * What a quantity of a layer is, and how far from it a correct kernel of a dtype may be.
 *
 * <p>A sum of n products has, in any order of summation and with or without fused multiply–adds, an
 * error of at most γₙ(u)·M, with M = Σ|a||b|, γₙ = nu/(1−nu) (N. J. Higham, "Accuracy and Stability
 * of Numerical Algorithms", 2nd ed., 2002, §3.1), and 2nη more where a kernel flushes subnormal
 * numbers. The reference in float64 may be off by as much, with its own u. M itself comes from the
 * reference in float32 on absolute values, too small by at most a factor of 1 − γₙ₊₂(2⁻²⁴).
 *
 * @param value the reference's value in float64
 * @param magnitude M, as it was computed, in float32 at least
 * @param terms the longest sum
 * @param usual the RMS error that the definition evaluated in sequence in the dtype has on such
 *     data; 0 if nothing is said of it
 * @param dtype the precision of what is judged
 */
record LayerTruth(Tensor value, Tensor magnitude, Terms terms, double usual, DType dtype) {
  /** The budget of an element. */
  double budget(int offset) {
    return budget(perMagnitude(), magnitude.at(offset), floor());
  }

  /** What costs nothing costs nothing at infinity, too. */
  static double budget(double perMagnitude, double magnitude, double floor) {
    return perMagnitude == 0 ? floor : perMagnitude * magnitude + floor;
  }

  /** What the magnitude is multiplied by: γₙ(u) + γₙ(2⁻⁵³), enlarged by what M may have lost. */
  double perMagnitude() {
    int roundings = terms.roundings();
    if (roundings == 0) {
      return 0;
    }
    double own = BudgetArithmetic.gamma(roundings, dtype.unitRoundoff());
    double reference = BudgetArithmetic.gamma(roundings, DType.FLOAT64.unitRoundoff());
    double shrunk = BudgetArithmetic.gamma(roundings + 2, DType.FLOAT32.unitRoundoff());
    return shrunk < 1 ? (own + reference) / (1 - shrunk) : Double.POSITIVE_INFINITY;
  }

  /** What is added: 2nη. */
  double floor() {
    return terms.roundings() == 0 ? 0 : 2.0 * terms.count() * dtype.smallestNormal();
  }

  String formula() {
    return terms.roundings() == 0
        ? "0: the value is selected, not computed"
        : String.format(
            Locale.ROOT,
            "γₙ(u)·M + γₙ(2⁻⁵³)·M + 2nη, n = %d roundings, u = %.3g, M = Σ|a||b|",
            terms.roundings(),
            dtype.unitRoundoff());
  }
}
