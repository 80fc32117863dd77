package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;

/** Arrays of {@code double} as the elements of float64. */
public abstract class DoubleArrays implements Lanes<double[]> {
  @Override
  public final DType dtype() {
    return DType.FLOAT64;
  }

  @Override
  public final double[] allocate(int length) {
    return new double[length];
  }

  @Override
  public final double[] of(double... elements) {
    return elements.clone();
  }

  @Override
  public final int length(double[] array) {
    return array.length;
  }

  @Override
  public final double get(double[] array, int at) {
    return array[at];
  }

  @Override
  public final double[] view(Tensor tensor) {
    return tensor.as(DType.FLOAT64).doubles();
  }

  @Override
  public final void clear(int count, double[] array, int at) {
    Arrays.fill(array, at, at + count, 0);
  }

  @Override
  public final Tensor tensor(Shape shape, double[] elements) {
    return Tensor.adopt(shape, elements);
  }

  static double exp(double x) {
    return Math.exp(x);
  }

  static double expm1(double x) {
    return Math.expm1(x);
  }

  static double log(double x) {
    return Math.log(x);
  }

  static double log1p(double x) {
    return Math.log1p(x);
  }

  static double tanh(double x) {
    return Math.tanh(x);
  }

  static double squareRoot(double x) {
    return Math.sqrt(x);
  }
}
