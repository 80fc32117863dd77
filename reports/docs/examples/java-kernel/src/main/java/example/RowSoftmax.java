package example;

import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;

/** Softmax over the last axis, as one might write it for speed. */
public final class RowSoftmax implements Implementation {
  @Override
  public String name() {
    return "row-softmax";
  }

  /** What is not claimed is not asked. */
  @Override
  public boolean claims(Operator operator) {
    return operator instanceof Softmax;
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    Tensor input = operands.get("input");
    requireLastAxis((Softmax) operator, input.shape());
    double[] x = input.toArray();
    int length = rowLength(input.shape());
    for (int start = 0; start < x.length; start += length) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = start; i < start + length; i++) {
        greatest = Math.max(greatest, x[i]);
      }
      double shift = Double.isFinite(greatest) ? greatest : 0;
      double sum = 0;
      for (int i = start; i < start + length; i++) {
        x[i] = Math.exp(x[i] - shift);
        sum += x[i];
      }
      for (int i = start; i < start + length; i++) {
        x[i] /= sum;
      }
    }
    return Tensor.of(dtype, input.shape(), x);
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    double[] y = forward(operator, operands, DType.FLOAT64).toArray();
    double[] upstream = cotangent.toArray();
    double[] gradient = new double[y.length];
    int length = rowLength(cotangent.shape());
    for (int start = 0; start < y.length; start += length) {
      double mean = 0;
      for (int i = start; i < start + length; i++) {
        mean += upstream[i] * y[i];
      }
      for (int i = start; i < start + length; i++) {
        gradient[i] = y[i] * (upstream[i] - mean);
      }
    }
    return Map.of("input", Tensor.of(dtype, cotangent.shape(), gradient));
  }

  /** UnsupportedOperationException is "not implemented", and not a failure. */
  private static void requireLastAxis(Softmax softmax, Shape shape) {
    if (shape.normalizeAxis(softmax.axis()) != shape.rank() - 1) {
      throw new UnsupportedOperationException("only the last axis");
    }
  }

  private static int rowLength(Shape shape) {
    return shape.extent(shape.rank() - 1);
  }
}
