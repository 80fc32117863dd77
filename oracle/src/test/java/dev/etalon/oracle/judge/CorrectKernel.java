package dev.etalon.oracle.judge;

import dev.etalon.reference.arithmetic.KernelArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;

/** The definitions as some correct kernel computes them: what no judge may reject. */
public record CorrectKernel(long seed) implements Implementation {
  @Override
  public String name() {
    return "correct kernel " + seed;
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    return Evaluation.forward(operator, new KernelArithmetic(dtype, seed), operands, dtype);
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    return Evaluation.vjp(operator, new KernelArithmetic(dtype, seed), operands, cotangent, dtype);
  }
}
