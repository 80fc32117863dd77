package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;

/** Arrays of {@code float} as the elements of float32. */
public abstract class FloatArrays implements Lanes<float[]> {
  @Override
  public final DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public final float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public final float[] of(double... elements) {
    float[] rounded = new float[elements.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) elements[i];
    }
    return rounded;
  }

  @Override
  public final int length(float[] array) {
    return array.length;
  }

  @Override
  public final double get(float[] array, int at) {
    return array[at];
  }

  @Override
  public final float[] view(Tensor tensor) {
    return tensor.as(DType.FLOAT32).floats();
  }

  @Override
  public final void clear(int count, float[] array, int at) {
    Arrays.fill(array, at, at + count, 0);
  }

  @Override
  public final Tensor tensor(Shape shape, float[] elements) {
    return Tensor.adopt(shape, elements);
  }

  static float exp(float x) {
    return (float) Math.exp(x);
  }

  static float expm1(float x) {
    return (float) Math.expm1(x);
  }

  static float log(float x) {
    return (float) Math.log(x);
  }

  static float log1p(float x) {
    return (float) Math.log1p(x);
  }

  static float tanh(float x) {
    return (float) Math.tanh(x);
  }

  static float squareRoot(float x) {
    return (float) Math.sqrt(x);
  }
}
