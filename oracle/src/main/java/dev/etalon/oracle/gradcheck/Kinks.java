package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.arithmetic.TracingArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where an operator has kinks: the decisions of its definition are compared on both sides of a
 * point.
 */
final class Kinks {
  private static final int SHRINK = 8;

  private final Operator operator;
  private final Map<String, Tensor> operands;
  private final List<Integer> decisions;

  Kinks(Operator operator, Map<String, Tensor> operands) {
    this.operator = operator;
    this.operands = operands;
    this.decisions = decisions(operands);
  }

  private List<Integer> decisions(Map<String, Tensor> at) {
    TracingArithmetic tracing = new TracingArithmetic();
    operator.forward(tracing, Evaluation.inputs(operator, tracing, at));
    return tracing.decisions();
  }

  /**
   * The largest step from {@code first} down to {@code least} at which the operator decides on both
   * sides as it does in the middle; none if the point is at a kink or nearer to one than that.
   */
  OptionalDouble smoothStep(String operand, int offset, double first, double least) {
    if (decisions.isEmpty()) {
      return OptionalDouble.of(first);
    }
    Tensor tensor = operands.get(operand);
    double x = tensor.at(offset);
    for (double h = first; h >= least; h /= SHRINK) {
      if (sameDecisions(operand, tensor.with(offset, x + h))
          && sameDecisions(operand, tensor.with(offset, x - h))) {
        return OptionalDouble.of(h);
      }
    }
    return OptionalDouble.empty();
  }

  private boolean sameDecisions(String operand, Tensor moved) {
    Map<String, Tensor> at = new LinkedHashMap<>(operands);
    at.put(operand, moved);
    return decisions(at).equals(decisions);
  }
}
