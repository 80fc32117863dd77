package dev.etalon.reference.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The extents of an array, row-major; rank 0 is a scalar of one element. */
public final class Shape {
  private final int[] extents;
  private final int size;

  private Shape(int[] extents) {
    this.extents = extents;
    long product = 1;
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "shape %s has a negative extent; extents are 0 or more"
                .formatted(Arrays.toString(extents)));
      }
      product *= extent;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape %s has more than 2^31 - 1 elements; split it into smaller cases"
                .formatted(Arrays.toString(extents)));
      }
    }
    this.size = (int) product;
  }

  public static Shape of(int... extents) {
    return new Shape(extents.clone());
  }

  public static Shape of(List<Integer> extents) {
    return new Shape(extents.stream().mapToInt(Integer::intValue).toArray());
  }

  public static Shape scalar() {
    return new Shape(new int[0]);
  }

  public int rank() {
    return extents.length;
  }

  /** The number of elements: the product of the extents, 1 for a scalar. */
  public int size() {
    return size;
  }

  /** The extent of an axis; negative axes count from the last, as in PyTorch and NumPy. */
  public int extent(int axis) {
    return extents[normalizeAxis(axis)];
  }

  public int[] extents() {
    return extents.clone();
  }

  /** The extents as a list. */
  public List<Integer> toList() {
    return Arrays.stream(extents).boxed().toList();
  }

  /**
   * The non-negative number of an axis.
   *
   * @throws IllegalArgumentException if the axis is not in [−rank, rank)
   */
  public int normalizeAxis(int axis) {
    if (axis < -extents.length || axis >= extents.length) {
      throw new IllegalArgumentException(
          "axis %d does not exist in shape %s; allowed are %d to %d"
              .formatted(axis, this, -extents.length, extents.length - 1));
    }
    return axis < 0 ? axis + extents.length : axis;
  }

  /** The axes from {@code first} (inclusive) on. */
  public Shape from(int first) {
    return new Shape(Arrays.copyOfRange(extents, first, extents.length));
  }

  /** The axes before {@code last} (exclusive). */
  public Shape until(int last) {
    return new Shape(Arrays.copyOf(extents, last));
  }

  /** This shape with one axis replaced by another extent. */
  public Shape withExtent(int axis, int extent) {
    int[] changed = extents.clone();
    changed[normalizeAxis(axis)] = extent;
    return new Shape(changed);
  }

  /** This shape without one axis. */
  public Shape without(int axis) {
    int removed = normalizeAxis(axis);
    int[] kept = new int[extents.length - 1];
    System.arraycopy(extents, 0, kept, 0, removed);
    System.arraycopy(extents, removed + 1, kept, removed, kept.length - removed);
    return new Shape(kept);
  }

  /** This shape followed by more axes. */
  public Shape append(int... more) {
    int[] joined = Arrays.copyOf(extents, extents.length + more.length);
    System.arraycopy(more, 0, joined, extents.length, more.length);
    return new Shape(joined);
  }

  /** The position of an index in row-major order. */
  public int offset(int... index) {
    if (index.length != extents.length) {
      throw new IllegalArgumentException(
          "index %s has %d coordinates; shape %s needs %d"
              .formatted(Arrays.toString(index), index.length, this, extents.length));
    }
    int offset = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (index[axis] < 0 || index[axis] >= extents[axis]) {
        throw new IndexOutOfBoundsException(
            "index %s lies outside shape %s".formatted(Arrays.toString(index), this));
      }
      offset = offset * extents[axis] + index[axis];
    }
    return offset;
  }

  /** The index at a row-major position: the inverse of {@link #offset}. */
  public int[] index(int offset) {
    int[] index = new int[extents.length];
    int rest = offset;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents as the field writes them, for example {@code (2, 3, 5)}. */
  @Override
  public String toString() {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
