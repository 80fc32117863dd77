package dev.etalon.reference.operator;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import java.util.Random;

/** Operators as functions of tensors in double precision, and small integers to try them on. */
public final class Evaluations {
  private Evaluations() {}

  public static Tensor forward(Operator operator, Map<String, Tensor> operands) {
    return Evaluation.DEFINITION.forward(operator, operands, DType.FLOAT64);
  }

  public static Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent) {
    return Evaluation.DEFINITION.vjp(operator, operands, cotangent, DType.FLOAT64);
  }

  /** Integers from −4 to 4: every sum and product of them is exact in double precision. */
  public static Tensor integers(Random random, int... extents) {
    return Tensor.generate(DType.FLOAT64, Shape.of(extents), i -> random.nextInt(9) - 4);
  }

  public static double dot(Tensor a, Tensor b) {
    double dot = 0;
    for (int i = 0; i < a.size(); i++) {
      dot += a.at(i) * b.at(i);
    }
    return dot;
  }
}
