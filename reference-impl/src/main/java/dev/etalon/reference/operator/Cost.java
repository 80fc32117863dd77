package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.CountingArithmetic;
import dev.etalon.reference.arithmetic.OperationCount;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many operations an operator takes, by evaluation on operands of given shapes. The
 * differentiable ones hold 1, so a cost that depends on the data (the comparisons of a maximum do)
 * is that of ties.
 */
public final class Cost {
  private Cost() {}

  /** The operations of the forward pass. */
  public static OperationCount forward(Operator operator, Map<String, Shape> operands) {
    CountingArithmetic counting = new CountingArithmetic();
    operator.forward(counting, inputs(operator, counting, operands));
    return counting.count();
  }

  /** The operations of the VJP. */
  public static OperationCount vjp(Operator operator, Map<String, Shape> operands) {
    CountingArithmetic counting = new CountingArithmetic();
    Inputs<Double> inputs = inputs(operator, counting, operands);
    Tensor ones = Tensor.filled(DType.FLOAT64, operator.outputShape(operands), 1);
    operator.vjp(counting, inputs, NdArray.from(ones, counting::constant));
    return counting.count();
  }

  private static Inputs<Double> inputs(
      Operator operator, CountingArithmetic counting, Map<String, Shape> operands) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Operand operand : operator.operands()) {
      Shape shape = operands.get(operand.name());
      if (shape != null) {
        tensors.put(
            operand.name(),
            operand.isDifferentiable()
                ? Tensor.filled(DType.FLOAT64, shape, 1)
                : Tensor.filled(DType.INT64, shape, 0));
      }
    }
    return Evaluation.inputs(operator, counting, tensors);
  }
}
