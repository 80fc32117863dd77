package dev.etalon.oracle.probe;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An operator as a machine for dot products. */
public enum Workload {
  /** Element (m, n) of a matrix product. */
  LINEAR(new Linear()) {
    @Override
    Map<String, Tensor> operands(double[][] left, double[][] right, DType dtype) {
      Map<String, Tensor> operands = new LinkedHashMap<>();
      operands.put("input", matrix(left, dtype));
      operands.put("weight", matrix(right, dtype));
      return operands;
    }

    @Override
    double product(Tensor output, int m, int n) {
      return output.get(m, n);
    }

    private static Tensor matrix(double[][] rows, DType dtype) {
      int columns = rows[0].length;
      return Tensor.generate(
          dtype, Shape.of(rows.length, columns), at -> rows[at / columns][at % columns]);
    }
  },

  /**
   * The middle of a 3×3 output of channel n for batch element m; around that window of 3×3 the
   * input is 0.
   */
  CONVOLUTION(
      new Convolution(
          new Window(Collections.nCopies(2, new WindowAxis(Workload.KERNEL, 1, 0, 0, 1))), 1)) {
    @Override
    Map<String, Tensor> operands(double[][] left, double[][] right, DType dtype) {
      int channels = left[0].length / (KERNEL * KERNEL);
      Shape image = Shape.of(left.length, channels, EXTENT, EXTENT);
      Map<String, Tensor> operands = new LinkedHashMap<>();
      operands.put(
          "input",
          Tensor.generate(
              dtype,
              image,
              at -> {
                int[] index = image.index(at);
                int row = index[2] - 1;
                int column = index[3] - 1;
                boolean inside = row >= 0 && row < KERNEL && column >= 0 && column < KERNEL;
                return inside ? left[index[0]][(index[1] * KERNEL + row) * KERNEL + column] : 0;
              }));
      int size = channels * KERNEL * KERNEL;
      operands.put(
          "weight",
          Tensor.generate(
              dtype,
              Shape.of(right.length, channels, KERNEL, KERNEL),
              at -> right[at / size][at % size]));
      return operands;
    }

    @Override
    double product(Tensor output, int m, int n) {
      return output.get(m, n, 1, 1);
    }
  };

  private static final int KERNEL = 3;
  private static final int EXTENT = 5;

  private final Operator operator;

  Workload(Operator operator) {
    this.operator = operator;
  }

  /** What is asked. */
  public Operator operator() {
    return operator;
  }

  /** Operands in which every left vector meets every right one. */
  abstract Map<String, Tensor> operands(double[][] left, double[][] right, DType dtype);

  /** The product of left vector m and right vector n in the output. */
  abstract double product(Tensor output, int m, int n);

  /** The dot products of the vectors in pairs, the m-th left with the m-th right. */
  double[] pairs(Implementation implementation, double[][] left, double[][] right, DType dtype) {
    Tensor output = implementation.forward(operator, operands(left, right, dtype), dtype);
    double[] products = new double[left.length];
    for (int m = 0; m < products.length; m++) {
      products[m] = product(output, m, m);
    }
    return products;
  }

  @Override
  public String toString() {
    return operator.name();
  }
}
