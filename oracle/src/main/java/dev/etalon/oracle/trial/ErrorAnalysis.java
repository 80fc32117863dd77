package dev.etalon.oracle.trial;

import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * How far a correct kernel of a dtype may be from the truth: the running error analysis of a
 * definition and of its VJP. The same question is analysed once, however many judges and
 * implementations ask it.
 */
public final class ErrorAnalysis {
  private final DType dtype;
  private final Map<List<Object>, double[]> forward = new ConcurrentHashMap<>();
  private final Map<List<Object>, Map<String, double[]>> vjp = new ConcurrentHashMap<>();

  public ErrorAnalysis(DType dtype) {
    this.dtype = dtype;
  }

  /** The budget of each element of the value; infinite if a decision is uncertain. */
  public double[] forward(Operator operator, Map<String, Tensor> operands) {
    return forward
        .computeIfAbsent(
            List.of(operator, operands),
            asked -> {
              BudgetArithmetic analysis = new BudgetArithmetic(dtype);
              return errors(
                  operator.forward(analysis, Evaluation.inputs(operator, analysis, operands)),
                  analysis);
            })
        .clone();
  }

  /** The budget of each element of each gradient; infinite if a decision is uncertain. */
  public Map<String, double[]> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return vjp.computeIfAbsent(
        List.of(operator, operands, cotangent),
        asked -> {
          BudgetArithmetic analysis = new BudgetArithmetic(dtype);
          Map<String, double[]> errors = new LinkedHashMap<>();
          operator
              .vjp(
                  analysis,
                  Evaluation.inputs(operator, analysis, operands),
                  NdArray.from(cotangent, analysis::constant))
              .forEach((operand, gradient) -> errors.put(operand, errors(gradient, analysis)));
          return errors;
        });
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
