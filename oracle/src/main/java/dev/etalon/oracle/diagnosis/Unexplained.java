package dev.etalon.oracle.diagnosis;

import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.tensor.Tensor;

/**
 * What part of an error a hypothesis leaves. Non-finite elements are compared as values: where a
 * hypothesis predicts other ones it explains nothing.
 *
 * @param got the wrong result
 * @param budget what rounding may do to each element; 0 where the right result is not farther off
 *     than that either, so that rounding would explain everything
 * @param error the norm of the error; of an error that is not finite, that of the result
 * @param wrong how many elements are wrong
 */
record Unexplained(Tensor got, double[] budget, double error, int wrong) {
  /** A hypothesis that explains a result leaves less than this part of its error. */
  private static final double MOST = 1.0 / 64;

  /** How probable it may be that a hypothesis explains n wrong elements by chance, about MOSTⁿ. */
  private static final double CHANCE = 0x1p-24;

  static Unexplained of(Standard standard, String quantity, Tensor got) {
    Tensor truth = standard.rounded(quantity);
    double[] budget = standard.budget(quantity);
    int wrong = farther(got, truth, budget);
    double[] rounding = wrong == 0 ? new double[budget.length] : budget;
    double finite = distance(got, truth);
    return new Unexplained(
        got,
        rounding,
        haveTheSameNonFinite(got, truth) ? finite : Math.hypot(finite, norm(got)),
        wrong == 0 ? farther(got, truth, rounding) : wrong);
  }

  /** Whether what is left is so little that the hypothesis explains the error. */
  boolean isExplained(double left) {
    return left == 0 || left < Math.min(MOST, Math.pow(CHANCE, 1.0 / wrong));
  }

  /** 0 where rounding alone may make up the difference, 1 for a prediction of the truth. */
  double after(Hypothesis hypothesis) {
    Tensor prediction;
    try {
      prediction = hypothesis.prediction().get();
    } catch (RuntimeException e) {
      // the definition has no result where the hypothesis leads
      return 1;
    }
    if (!prediction.shape().equals(got.shape()) || !haveTheSameNonFinite(got, prediction)) {
      return 1;
    }
    return isWithin(got, prediction, budget) ? 0 : distance(got, prediction) / error;
  }

  /** Whether a prediction differs from the result by no more than rounding may do. */
  static boolean isWithin(Tensor got, Tensor prediction, double[] budget) {
    return farther(got, prediction, budget) == 0;
  }

  /** How many elements differ by more than rounding may do. */
  private static int farther(Tensor got, Tensor prediction, double[] budget) {
    int farther = 0;
    for (int i = 0; i < budget.length; i++) {
      double x = got.at(i);
      double y = prediction.at(i);
      farther += isSame(x, y) || Math.abs(x - y) <= budget[i] ? 0 : 1;
    }
    return farther;
  }

  private static boolean isSame(double x, double y) {
    return x == y || Double.isNaN(x) && Double.isNaN(y);
  }

  private static boolean haveTheSameNonFinite(Tensor a, Tensor b) {
    for (int i = 0; i < a.size(); i++) {
      boolean areFinite = Double.isFinite(a.at(i)) && Double.isFinite(b.at(i));
      if (!areFinite && !isSame(a.at(i), b.at(i))) {
        return false;
      }
    }
    return true;
  }

  /** Root of the sum of squared differences of the elements that are finite in both. */
  private static double distance(Tensor a, Tensor b) {
    double norm = 0;
    for (int i = 0; i < a.size(); i++) {
      double difference = a.at(i) - b.at(i);
      norm = Double.isFinite(difference) ? Math.hypot(norm, difference) : norm;
    }
    return norm;
  }

  private static double norm(Tensor a) {
    return distance(a, a.map(x -> Double.isFinite(x) ? 0 : x));
  }
}
