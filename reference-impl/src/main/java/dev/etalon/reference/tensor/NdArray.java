package dev.etalon.reference.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Immutable elements of any number system, row-major: what the definition of an operator reads and
 * returns.
 *
 * @param <T> the number
 */
public final class NdArray<T> {
  private final Shape shape;
  private final List<T> elements;

  private NdArray(Shape shape, List<T> elements) {
    this.shape = shape;
    this.elements = elements;
  }

  /** Elements computed from their index. The index array is valid only during the call. */
  public static <T> NdArray<T> generate(Shape shape, Function<int[], T> element) {
    return generateFlat(shape, offset -> element.apply(shape.index(offset)));
  }

  /** Elements computed from their row-major position. */
  public static <T> NdArray<T> generateFlat(Shape shape, IntFunction<T> element) {
    List<T> elements = new ArrayList<>(shape.size());
    for (int offset = 0; offset < shape.size(); offset++) {
      elements.add(element.apply(offset));
    }
    return new NdArray<>(shape, elements);
  }

  public static <T> NdArray<T> scalar(T element) {
    return new NdArray<>(Shape.scalar(), List.of(element));
  }

  /** A tensor's elements in another number system. */
  public static <T> NdArray<T> from(Tensor tensor, Function<Double, T> constant) {
    return generateFlat(tensor.shape(), offset -> constant.apply(tensor.at(offset)));
  }

  public Shape shape() {
    return shape;
  }

  public int size() {
    return elements.size();
  }

  /** The element at a row-major position. */
  public T at(int offset) {
    return elements.get(offset);
  }

  public T get(int... index) {
    return elements.get(shape.offset(index));
  }

  public <R> NdArray<R> map(Function<? super T, R> function) {
    return generateFlat(shape, offset -> function.apply(elements.get(offset)));
  }

  /** The same elements in the same order under another shape of the same size. */
  public NdArray<T> reshape(Shape other) {
    if (other.size() != shape.size()) {
      throw new IllegalArgumentException(
          "shape %s cannot be reshaped to %s: %d elements against %d"
              .formatted(shape, other, shape.size(), other.size()));
    }
    return new NdArray<>(other, elements);
  }

  /**
   * The same elements with all axes from {@code axis} on joined into one: (N, C, H, W) from axis 2
   * on becomes (N, C, H·W).
   */
  public NdArray<T> flattenFrom(int axis) {
    return reshape(shape.until(axis).append(shape.from(axis).size()));
  }

  /** A tensor of a dtype, each element turned into a double. */
  public Tensor toTensor(DType dtype, Function<? super T, Double> value) {
    return Tensor.generate(dtype, shape, offset -> value.apply(elements.get(offset)));
  }

  @Override
  public String toString() {
    return shape + Arrays.toString(elements.toArray());
  }
}
