package dev.etalon.oracle.trial;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.ErrorAnalysis.Analysed;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.arithmetic.ExtendedArithmetic;
import dev.etalon.reference.arithmetic.KernelArithmetic;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.numbers.core.DD;

/**
 * What is true of a case in a dtype. The value is the forward definition in extended precision;
 * every gradient comes from that same forward definition by reverse-mode differentiation in
 * extended precision, so that the hand-written VJP has no part in it. The budgets are the running
 * error analysis of the definition and of the VJP in the dtype; of a VJP that is not true, they are
 * those of the forward equation gone backwards.
 */
public final class Standard {
  /** The number of correct kernels that {@link #peers} evaluates. */
  public static final int PEERS = 16;

  private final Case exam;
  private final DType dtype;
  private final Precision precision;
  private final ErrorAnalysis analysis;
  private final Standard definition;
  private final Operator errorModel;
  private final List<Map<String, Tensor>> peers = new ArrayList<>();
  private final Map<String, NdArray<DD>> truth = new LinkedHashMap<>();
  private final Map<String, double[]> budgets = new LinkedHashMap<>();
  private final Set<String> untrue = new HashSet<>();

  /**
   * @param exam the case, its data already rounded to the dtype
   */
  public Standard(Case exam, DType dtype) {
    this.exam = exam;
    this.dtype = dtype;
    this.precision = Precision.of(dtype);
    this.analysis = new ErrorAnalysis(precision);
    this.definition = this;
    this.errorModel = exam.operator();
    differentiate();
    analyse();
  }

  private Standard(Standard original, Operator errorModel, Precision precision) {
    this.exam = original.exam;
    this.dtype = original.dtype;
    this.precision = precision;
    this.analysis =
        precision.equals(original.precision) ? original.analysis : new ErrorAnalysis(precision);
    this.definition = original;
    this.errorModel = errorModel;
    this.truth.putAll(original.truth);
    analyse();
  }

  /** The same truth, with the budgets of an implementation's own algorithm and arithmetic. */
  public Standard of(Implementation implementation) {
    Operator algorithm = implementation.errorModel(exam.operator());
    Precision own = implementation.precision(dtype);
    return algorithm.equals(exam.operator()) && own.equals(definition.precision)
        ? definition
        : new Standard(definition, algorithm, own);
  }

  /** The same truth, with the budgets of kernels whose partial sums pass through memory. */
  public Standard storingSums() {
    return new Standard(definition, errorModel, precision.storingSums());
  }

  /** The same truth, with the budgets of the definition. */
  public Standard definition() {
    return definition;
  }

  private void differentiate() {
    ExtendedArithmetic extended = ExtendedArithmetic.INSTANCE;
    ReverseMode<DD> truly =
        ReverseMode.of(
            exam.operator(),
            extended,
            Evaluation.inputs(exam.operator(), extended, exam.operands()),
            NdArray.from(exam.cotangent(), extended::constant));
    truth.put(Case.FORWARD, truly.value());
    truly.gradients().forEach((operand, gradient) -> truth.put(Case.gradient(operand), gradient));
  }

  /**
   * The budget of a gradient is that of the hand-written VJP, the form in which good kernels
   * compute it, as long as that form is true within its own budget. If it is not, a broken VJP
   * would spoil the verdict on everybody else: then the budget comes from the forward equation gone
   * backwards.
   */
  private void analyse() {
    budgets.put(Case.FORWARD, analysis.forward(errorModel, exam.operands()));
    Map<String, Analysed> written = writtenVjp();
    for (String operand : exam.differentiable()) {
      Analysed gradient = written.get(operand);
      if (gradient != null && isTrue(operand, gradient)) {
        budgets.put(Case.gradient(operand), gradient.errors());
      } else {
        untrue.add(operand);
      }
    }
    if (!untrue.isEmpty()) {
      Map<String, double[]> reverse =
          analysis.reverse(exam.operator(), exam.operands(), exam.cotangent());
      untrue.forEach(operand -> budgets.put(Case.gradient(operand), reverse.get(operand)));
    }
  }

  /** Empty if the VJP throws. */
  private Map<String, Analysed> writtenVjp() {
    try {
      return analysis.analysedVjp(errorModel, exam.operands(), exam.cotangent());
    } catch (RuntimeException e) {
      return Map.of();
    }
  }

  private boolean isTrue(String operand, Analysed gradient) {
    NdArray<DD> truly = truth(Case.gradient(operand));
    return gradient.values().length == truly.size()
        && (truly.size() == 0
            || Comparison.measure(
                        Tensor.float64(truly.shape(), gradient.values()),
                        new Expected(truly, gradient.errors(), formula(1), false))
                    .budgetUse()
                <= 1);
  }

  public Case exam() {
    return exam;
  }

  public DType dtype() {
    return dtype;
  }

  /** The true value of a quantity. */
  public NdArray<DD> truth(String quantity) {
    return truth.get(quantity);
  }

  /** The true value of a quantity, rounded to the dtype. */
  public Tensor rounded(String quantity) {
    return truth(quantity).toTensor(dtype, DD::hi);
  }

  /** How far a correct implementation may be from the truth, element by element. */
  public double[] budget(String quantity) {
    return budgets.get(quantity).clone();
  }

  /** As {@link #budget} for a gradient, were the cotangent another one; it is not kept. */
  public double[] gradientBudget(String operand, Tensor cotangent) {
    return untrue.contains(operand)
        ? analysis.reverse(exam.operator(), exam.operands(), cotangent).get(operand)
        : analysis.vjpOnce(errorModel, exam.operands(), cotangent).get(operand);
  }

  /** As {@link #budget} for the value, were the operands others; it is not kept. */
  public double[] forwardBudget(Map<String, Tensor> operands) {
    return analysis.forwardOnce(errorModel, operands);
  }

  /** The algorithm whose errors are allowed. */
  public Operator errorModel() {
    return errorModel;
  }

  /** The error analysis of this dtype, for questions beside this one. */
  public ErrorAnalysis analysis() {
    return analysis;
  }

  /**
   * What correct kernels of the error model give in the dtype, each with its own order of summation
   * and its own errors of the elementary functions.
   */
  public synchronized List<Tensor> peers(String quantity) {
    if (peers.isEmpty()) {
      for (int seed = 0; seed < PEERS; seed++) {
        peers.add(evaluate(new KernelArithmetic(precision, seed)));
      }
    }
    return peers.stream().map(peer -> peer.get(quantity)).toList();
  }

  private Map<String, Tensor> evaluate(Arithmetic<?> arithmetic) {
    Map<String, Tensor> results = new LinkedHashMap<>();
    results.put(Case.FORWARD, Evaluation.forward(errorModel, arithmetic, exam.operands(), dtype));
    Evaluation.vjp(errorModel, arithmetic, exam.operands(), exam.cotangent(), dtype)
        .forEach((operand, gradient) -> results.put(Case.gradient(operand), gradient));
    return results;
  }

  /** The truth of a quantity with its budget. */
  public Expected expected(String quantity) {
    return new Expected(truth(quantity), budget(quantity), formula(1), true);
  }

  /**
   * The truth of a value alone, for results that come without a question about gradients and may be
   * large: that of a narrower dtype comes from float64, whose own error adds to the budget.
   *
   * @param operator what is asked
   * @param errorModel the algorithm whose errors are allowed; the operator itself for good kernels
   */
  public static Expected ofValue(
      Operator operator, Operator errorModel, Map<String, Tensor> operands, DType dtype) {
    double[] budget = new ErrorAnalysis(Precision.of(dtype)).forward(errorModel, operands);
    if (dtype == DType.FLOAT64) {
      ExtendedArithmetic extended = ExtendedArithmetic.INSTANCE;
      NdArray<DD> truth =
          operator.forward(extended, Evaluation.inputs(operator, extended, operands));
      return new Expected(truth, budget, formula(1, Precision.of(dtype)), true);
    }
    BudgetArithmetic wider = new BudgetArithmetic(DType.FLOAT64);
    NdArray<Bounded> value = operator.forward(wider, Evaluation.inputs(operator, wider, operands));
    for (int i = 0; i < budget.length; i++) {
      budget[i] += value.at(i).error();
    }
    return new Expected(
        value.map(bounded -> DD.of(bounded.value())),
        budget,
        formula(1, Precision.of(dtype)) + " + that of the reference in float64",
        true);
  }

  /** What the budgets are made of, when {@code count} results may each use a whole one. */
  public String formula(int count) {
    return formula(count, precision);
  }

  private static String formula(int count, Precision precision) {
    String narrowed =
        precision.output() == precision.accumulate()
            ? ""
            : String.format(
                Locale.ROOT,
                ", %.3g·|x| + %.3g where stored",
                precision.output().unitRoundoff(),
                precision.lostBelowNormal());
    return String.format(
        Locale.ROOT,
        "%srunning error analysis in %s (u = %.3g, γₙ = nu/(1−nu), %d ulp for exp, log, tanh%s)",
        count == 1 ? "" : count + " × ",
        precision,
        precision.accumulateRoundoff(),
        BudgetArithmetic.ELEMENTARY_ULPS,
        narrowed);
  }
}
