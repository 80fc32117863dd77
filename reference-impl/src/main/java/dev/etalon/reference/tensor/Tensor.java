package dev.etalon.reference.tensor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Immutable data: a dtype, a shape, and the elements in row-major order. Elements are held as
 * doubles whatever the dtype; every value of every {@link DType} up to 2⁵³ is exact in a double.
 */
public final class Tensor {
  private final DType dtype;
  private final Shape shape;
  private final double[] elements;

  private Tensor(DType dtype, Shape shape, double[] elements) {
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
    if (elements.length != shape.size()) {
      throw new IllegalArgumentException(
          "%d elements do not fill shape %s, which needs %d"
              .formatted(elements.length, shape, shape.size()));
    }
    return generate(dtype, shape, offset -> elements[offset]);
  }

  /** A tensor whose element at each row-major position is computed, and rounded to the dtype. */
  public static Tensor generate(DType dtype, Shape shape, IntToDoubleFunction element) {
    double[] rounded = new double[shape.size()];
    for (int offset = 0; offset < rounded.length; offset++) {
      rounded[offset] = dtype.round(element.applyAsDouble(offset));
    }
    return new Tensor(dtype, shape, rounded);
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
    return elements.length;
  }

  /** The element at a row-major position. */
  public double at(int offset) {
    return elements[offset];
  }

  public double get(int... index) {
    return elements[shape.offset(index)];
  }

  /** A copy of the elements in row-major order. */
  public double[] toArray() {
    return elements.clone();
  }

  /** The same values rounded to another floating type; indices stay indices. */
  public Tensor as(DType type) {
    return type == dtype || !dtype.isFloating() ? this : generate(type, shape, this::at);
  }

  /** Each element through a function, rounded to this dtype. */
  public Tensor map(DoubleUnaryOperator function) {
    return generate(dtype, shape, offset -> function.applyAsDouble(elements[offset]));
  }

  /** This tensor with the element at one row-major position replaced. */
  public Tensor with(int offset, double value) {
    double[] changed = elements.clone();
    changed[offset] = dtype.round(value);
    return new Tensor(dtype, shape, changed);
  }

  public Tensor reshape(Shape other) {
    return of(dtype, other, elements);
  }

  /** Equality bit for bit: NaN equals NaN, and 0 differs from −0. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && dtype == that.dtype
        && shape.equals(that.shape)
        && Arrays.equals(elements, that.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements) * 31 + shape.hashCode();
  }

  @Override
  public String toString() {
    String values =
        elements.length <= 32
            ? Arrays.toString(elements)
            : Arrays.toString(Arrays.copyOf(elements, 32)).replace("]", ", …]");
    return dtype + shape.toString() + values;
  }
}
