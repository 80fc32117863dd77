package dev.etalon.reference.tensor;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Immutable data: a dtype, a shape, and the elements in row-major order. Elements are read and
 * written as doubles whatever the dtype; every value of every {@link DType} up to 2⁵³ is exact in a
 * double. They are held in an array of the dtype's own width.
 */
public final class Tensor {
  private final DType dtype;
  private final Shape shape;
  private final Elements elements;

  private Tensor(DType dtype, Shape shape, Elements elements) {
    this.dtype = dtype;
    this.shape = shape;
    this.elements = elements;
  }

  /**
   * A tensor of the given elements, each rounded to the dtype.
   *
   * @throws IllegalArgumentException if the number of elements is not the shape's
   */
  public static Tensor of(DType dtype, Shape shape, double... elements) {
    requireFilled(shape, elements);
    return generate(dtype, shape, offset -> elements[offset]);
  }

  /** A tensor whose element at each row-major position is computed, and rounded to the dtype. */
  public static Tensor generate(DType dtype, Shape shape, IntToDoubleFunction element) {
    if (dtype == DType.FLOAT32) {
      float[] rounded = new float[shape.size()];
      for (int offset = 0; offset < rounded.length; offset++) {
        rounded[offset] = (float) element.applyAsDouble(offset);
      }
      return new Tensor(dtype, shape, new Elements.Floats(rounded));
    }
    double[] rounded = new double[shape.size()];
    for (int offset = 0; offset < rounded.length; offset++) {
      rounded[offset] = dtype.round(element.applyAsDouble(offset));
    }
    return new Tensor(dtype, shape, new Elements.Doubles(rounded));
  }

  /**
   * A tensor of float64 that takes over an array instead of copying it: for kernels, which fill
   * arrays that nobody else sees. The caller must not write to the array afterwards.
   */
  public static Tensor adopt(Shape shape, double[] elements) {
    return new Tensor(DType.FLOAT64, shape, new Elements.Doubles(requireFilled(shape, elements)));
  }

  /** A tensor of float32 that takes over an array; see {@link #adopt(Shape, double[])}. */
  public static Tensor adopt(Shape shape, float[] elements) {
    return new Tensor(DType.FLOAT32, shape, new Elements.Floats(requireFilled(shape, elements)));
  }

  private static <A> A requireFilled(Shape shape, A elements) {
    int length = Array.getLength(elements);
    if (length != shape.size()) {
      throw new IllegalArgumentException(
          "%d elements do not fill shape %s, which needs %d"
              .formatted(length, shape, shape.size()));
    }
    return elements;
  }

  public static Tensor float64(Shape shape, double... elements) {
    return of(DType.FLOAT64, shape, elements);
  }

  /** A vector of float64. */
  public static Tensor vector(double... elements) {
    return of(DType.FLOAT64, Shape.of(elements.length), elements);
  }

  /** Indices, such as class labels. */
  public static Tensor int64(Shape shape, long... elements) {
    return of(DType.INT64, shape, Arrays.stream(elements).asDoubleStream().toArray());
  }

  public static Tensor filled(DType dtype, Shape shape, double value) {
    return generate(dtype, shape, offset -> value);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  public int size() {
    return elements.size();
  }

  /** The element at a row-major position. */
  public double at(int offset) {
    return elements.at(offset);
  }

  public double get(int... index) {
    return elements.at(shape.offset(index));
  }

  /** A copy of the elements in row-major order. */
  public double[] toArray() {
    return elements.toDoubles();
  }

  /**
   * The elements of a float64 tensor without a copy, for kernels that only read them.
   *
   * @throws IllegalStateException if the dtype is float32
   */
  public double[] doubles() {
    if (elements instanceof Elements.Doubles doubles) {
      return doubles.values();
    }
    throw new IllegalStateException("a tensor of %s does not hold doubles".formatted(dtype));
  }

  /**
   * The elements of a float32 tensor without a copy, for kernels that only read them.
   *
   * @throws IllegalStateException if the dtype is not float32
   */
  public float[] floats() {
    if (elements instanceof Elements.Floats floats) {
      return floats.values();
    }
    throw new IllegalStateException("a tensor of %s does not hold floats".formatted(dtype));
  }

  /** The same values rounded to another floating type; indices stay indices. */
  public Tensor as(DType type) {
    return type == dtype || !dtype.isFloating() ? this : generate(type, shape, this::at);
  }

  /** Each element through a function, rounded to this dtype. */
  public Tensor map(DoubleUnaryOperator function) {
    return generate(dtype, shape, offset -> function.applyAsDouble(at(offset)));
  }

  /** This tensor with the element at one row-major position replaced. */
  public Tensor with(int offset, double value) {
    Objects.checkIndex(offset, size());
    return generate(dtype, shape, i -> i == offset ? value : at(i));
  }

  public Tensor reshape(Shape other) {
    requireFilled(other, elements.array());
    return new Tensor(dtype, other, elements);
  }

  /** Equality bit for bit: NaN equals NaN, and 0 differs from −0. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && dtype == that.dtype
        && shape.equals(that.shape)
        && elements.equals(that.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode() * 31 + shape.hashCode();
  }

  @Override
  public String toString() {
    String values =
        size() <= 32
            ? Arrays.toString(toArray())
            : Arrays.toString(Arrays.copyOf(toArray(), 32)).replace("]", ", …]");
    return dtype + shape.toString() + values;
  }
}
