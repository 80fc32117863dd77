package dev.etalon.oracle.judge;

import dev.etalon.reference.arithmetic.KernelArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The definitions as some correct kernel computes them: what no judge may reject. */
public record CorrectKernel(long seed) implements Implementation {
  @Override
  public String name() {
    return "correct kernel " + seed;
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    KernelArithmetic kernel = new KernelArithmetic(dtype, seed);
    return operator
        .forward(kernel, Evaluation.inputs(operator, kernel, operands))
        .toTensor(dtype, kernel::value);
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    KernelArithmetic kernel = new KernelArithmetic(dtype, seed);
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    operator
        .vjp(
            kernel,
            Evaluation.inputs(operator, kernel, operands),
            NdArray.from(cotangent, kernel::constant))
        .forEach(
            (operand, gradient) -> gradients.put(operand, gradient.toTensor(dtype, kernel::value)));
    return gradients;
  }
}
