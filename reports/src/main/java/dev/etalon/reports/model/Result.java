package dev.etalon.reports.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Errors;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.WorstElement;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One verdict. The figures are null where nothing was measured.
 *
 * @param operator the operator's name
 * @param caseId the case, {@code operator/name}; the key is {@code case}
 * @param dtype the precision in which the implementation computed
 * @param implementation who is judged
 * @param oracle who judges
 * @param quantity {@code forward} or {@code grad:operand}
 * @param status the kind of verdict
 * @param explanation the verdict in a sentence
 * @param maxUlp the largest difference in ulps; null also where the expected values are not known
 *     to an ulp
 * @param rmsUlp the root mean square of the differences in ulps
 * @param budgetUse the largest ratio of difference to budget
 * @param worst the element with the largest budget use
 * @param errors where the errors lie; absent unless some element is beyond its budget
 * @param seconds what the judge took
 * @param reproduce the command that repeats this verdict alone
 */
public record Result(
    String operator,
    @JsonProperty("case") String caseId,
    String dtype,
    String implementation,
    String oracle,
    String quantity,
    Status status,
    String explanation,
    @Nullable Double maxUlp,
    @Nullable Double rmsUlp,
    @Nullable Double budgetUse,
    @Nullable Worst worst,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ErrorMap errors,
    double seconds,
    String reproduce) {
  private static final String MISTAKE = "; likely mistake: ";

  /**
   * The element with the largest budget use.
   *
   * @param index its index
   * @param expected what the judge expects
   * @param got what the implementation gave
   * @param ulp the difference in ulps; null where the expected value is not known to an ulp
   * @param budget the difference that is allowed
   * @param formula what the budget is made of
   */
  public record Worst(
      List<Integer> index,
      double expected,
      double got,
      @Nullable Double ulp,
      double budget,
      String formula) {
    static Worst of(WorstElement element) {
      return new Worst(
          element.index(),
          element.expected(),
          element.got(),
          known(element.ulp()),
          element.budget(),
          element.formula());
    }
  }

  /**
   * Where the errors lie.
   *
   * @param shape the output's extents
   * @param use the budget use of each element in row-major order, to three digits; empty for a
   *     large output
   * @param wrong how many elements are beyond their budget
   * @param worst the worst elements, the worst first
   */
  public record ErrorMap(List<Integer> shape, List<Double> use, int wrong, List<Worst> worst) {
    private static final MathContext DIGITS = new MathContext(3);

    static ErrorMap of(Errors errors) {
      return new ErrorMap(
          errors.shape(),
          errors.use().stream().map(ErrorMap::rounded).toList(),
          errors.wrong(),
          errors.worst().stream().map(Worst::of).toList());
    }

    private static double rounded(double use) {
      return Double.isFinite(use) ? new BigDecimal(use).round(DIGITS).doubleValue() : use;
    }
  }

  /** Whether it speaks for or against. */
  public boolean evidence() {
    return status == Status.PASSED || status.isDisagreement();
  }

  static Result of(Judgement judgement) {
    @Nullable Agreement agreement = judgement.verdict().agreement().orElse(null);
    return new Result(
        judgement.operator(),
        judgement.caseId(),
        judgement.dtype().label(),
        judgement.implementation(),
        judgement.judge(),
        judgement.quantity(),
        judgement.verdict().status(),
        judgement.verdict().explanation(),
        agreement == null ? null : known(agreement.maxUlp()),
        agreement == null ? null : known(agreement.rmsUlp()),
        agreement == null ? null : agreement.budgetUse(),
        agreement == null ? null : Worst.of(agreement.worst()),
        agreement == null ? null : agreement.errors().map(ErrorMap::of).orElse(null),
        judgement.seconds(),
        judgement.reproduce());
  }

  private static @Nullable Double known(double ulps) {
    return Double.isNaN(ulps) ? null : ulps;
  }

  /** The case without its operator. */
  public String caseName() {
    String prefix = operator + "/";
    return caseId.startsWith(prefix) ? caseId.substring(prefix.length()) : caseId;
  }

  /** The mistake that is likely behind a failure; empty if none is named. */
  public String mistake() {
    int at = explanation.indexOf(MISTAKE);
    return at < 0 ? "" : explanation.substring(at + MISTAKE.length());
  }

  /** The explanation without the likely mistake. */
  public String finding() {
    int at = explanation.indexOf(MISTAKE);
    return at < 0 ? explanation : explanation.substring(0, at);
  }

  /** Whether something was measured. */
  public boolean measured() {
    return budgetUse != null;
  }

  /** Budget use for ordering: what was not measured comes last, NaN first. */
  public double rank() {
    return budgetUse == null ? -1 : budgetUse.isNaN() ? Double.POSITIVE_INFINITY : budgetUse;
  }
}
