package dev.etalon.oracle.trial;

import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * How far a correct kernel of a precision may be from the truth: the running error analysis of a
 * definition and of its VJP. The same question is analysed once, however many judges and
 * implementations ask it.
 */
public final class ErrorAnalysis {
  private final Precision precision;
  private final Map<List<Object>, double[]> forward = new ConcurrentHashMap<>();
  private final Map<List<Object>, Map<String, Analysed>> vjp = new ConcurrentHashMap<>();

  /**
   * A result of the analysis, element by element.
   *
   * @param values the values in double precision
   * @param errors how far a kernel may be from each; infinite if a decision is uncertain
   */
  record Analysed(double[] values, double[] errors) {}

  public ErrorAnalysis(Precision precision) {
    this.precision = precision;
  }

  /** The budget of each element of the value; infinite if a decision is uncertain. */
  public double[] forward(Operator operator, Map<String, Tensor> operands) {
    return forward
        .computeIfAbsent(List.of(operator, operands), asked -> forwardOnce(operator, operands))
        .clone();
  }

  /** As {@link #forward}, for a question that is asked once and not worth keeping. */
  public double[] forwardOnce(Operator operator, Map<String, Tensor> operands) {
    BudgetArithmetic analysis = new BudgetArithmetic(precision);
    return errors(
        operator.forward(analysis, Evaluation.inputs(operator, analysis, operands)), analysis);
  }

  /** The budget of each element of each gradient; infinite if a decision is uncertain. */
  public Map<String, double[]> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return errors(analysedVjp(operator, operands, cotangent));
  }

  /** The hand-written VJP with its error bounds. */
  Map<String, Analysed> analysedVjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return vjp.computeIfAbsent(
        List.of(operator, operands, cotangent), asked -> analyse(operator, operands, cotangent));
  }

  /** As {@link #vjp}, for a question that is asked once and not worth keeping. */
  public Map<String, double[]> vjpOnce(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return errors(analyse(operator, operands, cotangent));
  }

  private Map<String, Analysed> analyse(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    BudgetArithmetic analysis = new BudgetArithmetic(precision);
    return analysed(
        operator.vjp(
            analysis,
            Evaluation.inputs(operator, analysis, operands),
            NdArray.from(cotangent, analysis::constant)),
        analysis);
  }

  /**
   * The budget of each element of each gradient of a kernel that goes the forward equation
   * backwards, step by step: the hand-written VJP has no part in it.
   */
  Map<String, double[]> reverse(Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    BudgetArithmetic analysis = new BudgetArithmetic(precision);
    Map<String, NdArray<Bounded>> gradients =
        ReverseMode.of(
                operator,
                analysis,
                Evaluation.inputs(operator, analysis, operands),
                NdArray.from(cotangent, analysis::constant))
            .gradients();
    return errors(analysed(gradients, analysis));
  }

  private static Map<String, double[]> errors(Map<String, Analysed> analysed) {
    Map<String, double[]> errors = new LinkedHashMap<>();
    analysed.forEach((operand, gradient) -> errors.put(operand, gradient.errors()));
    return errors;
  }

  private static Map<String, Analysed> analysed(
      Map<String, NdArray<Bounded>> gradients, BudgetArithmetic analysis) {
    Map<String, Analysed> analysed = new LinkedHashMap<>();
    gradients.forEach(
        (operand, gradient) ->
            analysed.put(
                operand,
                new Analysed(
                    IntStream.range(0, gradient.size())
                        .mapToDouble(i -> gradient.at(i).value())
                        .toArray(),
                    errors(gradient, analysis))));
    return analysed;
  }

  private static double[] errors(NdArray<Bounded> result, BudgetArithmetic analysis) {
    return IntStream.range(0, result.size())
        .mapToDouble(
            offset ->
                analysis.hasUncertainDecision()
                    ? Double.POSITIVE_INFINITY
                    : result.at(offset).error())
        .toArray();
  }
}
