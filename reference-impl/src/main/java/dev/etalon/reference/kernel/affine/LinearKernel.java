package dev.etalon.reference.kernel.affine;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.matrix.Matrix;
import dev.etalon.reference.kernel.matrix.MatrixProduct;
import dev.etalon.reference.kernel.matrix.Offsets;
import dev.etalon.reference.tensor.Shape;

/**
 * {@code linear} as three matrix products. The outputs are rows, so that the bias adds to a row.
 */
public final class LinearKernel implements Kernel<Linear> {
  @Override
  public <A> A forward(Lanes<A> lanes, Linear operator, Operands<A> operands) {
    A output = operands.result(operands.output().size());
    Matrix<A> weight = dense(operands.get("weight"), operands.shape("weight"));
    Matrix<A> input = dense(operands.get("input"), operands.shape("input"));
    Matrix<A> result = dense(output, operands.output());
    A bias = operands.has("bias") ? operands.get("bias") : lanes.allocate(weight.rows().length);
    MatrixProduct.multiply(lanes, weight, input.transposed(), result.transposed(), bias);
    return output;
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, Linear operator, String by, Operands<A> operands, A cotangent) {
    A gradient = lanes.allocate(operands.shape(by).size());
    Matrix<A> weight = dense(operands.get("weight"), operands.shape("weight"));
    Matrix<A> input = dense(operands.get("input"), operands.shape("input"));
    Matrix<A> upstream = dense(cotangent, operands.output());
    Matrix<A> result = dense(gradient, operands.shape(by));
    switch (by) {
      case "input" -> MatrixProduct.multiply(lanes, upstream, weight, result);
      case "weight" -> MatrixProduct.multiply(lanes, upstream.transposed(), input, result);
      case "bias" -> {
        int outputs = upstream.columns().length;
        for (int row : upstream.rows()) {
          lanes.add(outputs, cotangent, row, gradient, 0);
        }
      }
      default -> throw new IllegalArgumentException("linear has no gradient by '" + by + "'");
    }
    return gradient;
  }

  /** All axes but the last joined into rows. */
  private static <A> Matrix<A> dense(A elements, Shape shape) {
    int columns = shape.extent(-1);
    int rows = shape.until(shape.rank() - 1).size();
    return new Matrix<>(elements, Offsets.range(0, rows, columns), Offsets.range(0, columns, 1));
  }
}
