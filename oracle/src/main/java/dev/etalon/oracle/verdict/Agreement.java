package dev.etalon.oracle.verdict;

import java.util.Optional;

/**
 * How far two tensors agree.
 *
 * @param elements the number of elements compared
 * @param maxUlp the largest difference, in units in the last place of the dtype at the expected
 *     value; NaN where the expected values are not known to an ulp
 * @param rmsUlp the root mean square of the differences in ulps
 * @param budgetUse the largest ratio of difference to budget; up to 1 is agreement
 * @param worst the element with the largest budget use
 * @param errors where the errors lie, if some element is beyond its budget
 */
public record Agreement(
    int elements,
    double maxUlp,
    double rmsUlp,
    double budgetUse,
    WorstElement worst,
    Optional<Errors> errors) {
  /** Figures without a map. */
  public Agreement(
      int elements, double maxUlp, double rmsUlp, double budgetUse, WorstElement worst) {
    this(elements, maxUlp, rmsUlp, budgetUse, worst, Optional.empty());
  }
}
