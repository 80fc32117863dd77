package dev.etalon.reference.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The one-dimensional lines of an array along one axis. For axis a of (N, C, L) and a = 1, the line
 * of (n, l) is the C elements x[n, ·, l].
 */
public final class Lines {
  private final Shape shape;
  private final int length;
  private final int step;

  public Lines(Shape shape, int axis) {
    int normalized = shape.normalizeAxis(axis);
    this.shape = shape;
    this.length = shape.extent(normalized);
    this.step = shape.from(normalized + 1).size();
  }

  /** The number of elements in each line. */
  public int length() {
    return length;
  }

  /** The number of lines. */
  public int count() {
    return length == 0 ? 0 : shape.size() / length;
  }

  /** The row-major position of element i of a line. */
  public int offset(int line, int i) {
    return (line / step * length + i) * step + line % step;
  }

  /** The elements of one line. */
  public <T> List<T> line(NdArray<T> array, int line) {
    List<T> elements = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      elements.add(array.at(offset(line, i)));
    }
    return elements;
  }

  /** An array of the same shape made line by line; each line must have {@link #length} elements. */
  public <T> NdArray<T> generate(Function<Integer, List<T>> lineOf) {
    List<List<T>> lines = new ArrayList<>(count());
    for (int line = 0; line < count(); line++) {
      lines.add(lineOf.apply(line));
    }
    return NdArray.generateFlat(
        shape,
        offset -> {
          int line = offset / (length * step) * step + offset % step;
          return lines.get(line).get(offset / step % length);
        });
  }
}
