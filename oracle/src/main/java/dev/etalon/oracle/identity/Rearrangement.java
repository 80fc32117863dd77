package dev.etalon.oracle.identity;

import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Reading an array by position: y[j] = x[source(j)], or 0 where there is no source. Permutations,
 * slices, subsampling, zero-stuffing and zero-padding are all of this kind.
 */
final class Rearrangement {
  /** No source: the element is 0. */
  static final int NONE = -1;

  private final Shape from;
  private final Shape to;
  private final int[] sources;

  private Rearrangement(Shape from, Shape to, int[] sources) {
    this.from = from;
    this.to = to;
    this.sources = sources;
  }

  /** Leaves everything where it is. */
  static Rearrangement identity(Shape shape) {
    return new Rearrangement(shape, shape, IntStream.range(0, shape.size()).toArray());
  }

  /** The same order under another shape of the same size. */
  static Rearrangement reshaped(Shape from, Shape to) {
    return new Rearrangement(from, to, IntStream.range(0, to.size()).toArray());
  }

  /** y[…, j, …] = x[…, order[j], …] along an axis. */
  static Rearrangement along(Shape from, int axis, int... order) {
    int along = from.normalizeAxis(axis);
    Shape to = from.withExtent(along, order.length);
    int[] sources = new int[to.size()];
    for (int offset = 0; offset < sources.length; offset++) {
      int[] index = to.index(offset);
      index[along] = order[index[along]];
      sources[offset] = index[along] == NONE ? NONE : from.offset(index);
    }
    return new Rearrangement(from, to, sources);
  }

  /** The elements of an axis rotated: y[j] = x[(j − steps) mod n]. */
  static Rearrangement rolled(Shape from, int axis, int steps) {
    int extent = from.extent(axis);
    return along(
        from,
        axis,
        IntStream.range(0, extent).map(j -> Math.floorMod(j - steps, extent)).toArray());
  }

  /** All elements rotated by one in row-major order. */
  static Rearrangement rolled(Shape shape) {
    int size = shape.size();
    return new Rearrangement(
        shape, shape, IntStream.range(0, size).map(j -> Math.floorMod(j - 1, size)).toArray());
  }

  /** Elements first to last − 1 of an axis. */
  static Rearrangement sliced(Shape from, int axis, int first, int last) {
    return along(from, axis, IntStream.range(first, last).toArray());
  }

  /** An axis back to front. */
  static Rearrangement flipped(Shape from, int axis) {
    int last = from.extent(axis) - 1;
    return along(from, axis, IntStream.rangeClosed(0, last).map(j -> last - j).toArray());
  }

  /** Every {@code step}-th element of an axis, {@code extent} of them. */
  static Rearrangement subsampled(Shape from, int axis, int step, int extent) {
    return along(from, axis, IntStream.range(0, extent).map(j -> j * step).toArray());
  }

  /** The elements of an axis {@code step} apart in an axis of {@code extent}, zeros between. */
  static Rearrangement stuffed(Shape from, int axis, int step, int extent) {
    int elements = from.extent(axis);
    return along(
        from,
        axis,
        IntStream.range(0, extent)
            .map(j -> j % step == 0 && j / step < elements ? j / step : NONE)
            .toArray());
  }

  /** Zeros before and after an axis. */
  static Rearrangement padded(Shape from, int axis, int before, int after) {
    int extent = from.extent(axis);
    return along(
        from,
        axis,
        IntStream.range(-before, extent + after)
            .map(j -> j >= 0 && j < extent ? j : NONE)
            .toArray());
  }

  /** The same elements repeated along a new axis before axis {@code axis}. */
  static Rearrangement repeated(Shape from, int axis, int extent) {
    Shape to = from.until(axis).append(extent).append(from.from(axis).extents());
    int step = from.from(axis).size();
    return new Rearrangement(
        from,
        to,
        IntStream.range(0, to.size())
            .map(offset -> offset / (step * extent) * step + offset % step)
            .toArray());
  }

  /** Two axes exchanged. */
  static Rearrangement transposed(Shape from, int one, int other) {
    int[] extents = from.extents();
    extents[one] = from.extent(other);
    extents[other] = from.extent(one);
    Shape to = Shape.of(extents);
    return new Rearrangement(
        from,
        to,
        IntStream.range(0, to.size())
            .map(
                offset -> {
                  int[] index = to.index(offset);
                  int swapped = index[one];
                  index[one] = index[other];
                  index[other] = swapped;
                  return from.offset(index);
                })
            .toArray());
  }

  Shape to() {
    return to;
  }

  /** This rearrangement, and another after it. */
  Rearrangement then(Rearrangement next) {
    return new Rearrangement(
        from,
        next.to,
        IntStream.of(next.sources)
            .map(source -> source == NONE ? NONE : sources[source])
            .toArray());
  }

  Tensor of(Tensor tensor) {
    return Tensor.generate(
        tensor.dtype(), to, offset -> sources[offset] == NONE ? 0 : tensor.at(sources[offset]));
  }

  <T> NdArray<T> of(NdArray<T> array, T zero) {
    return NdArray.generateFlat(
        to, offset -> sources[offset] == NONE ? zero : array.at(sources[offset]));
  }
}
