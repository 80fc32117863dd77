package dev.etalon.reference.kernel.convolution;

import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.tensor.Shape;

/**
 * The spatial axes of a channel with a margin of zeros, so that no window leaves it.
 *
 * @param inner the extents of the channel
 * @param before the margin before the first element of each axis
 * @param outer the extents with both margins
 */
record Grid(int[] inner, int[] before, int[] outer) {
  /** The number of elements of a channel with its margin. */
  int size() {
    return Shape.of(outer).size();
  }

  /** The distance between neighbours along an axis. */
  int step(int axis) {
    int step = 1;
    for (int inward = axis + 1; inward < outer.length; inward++) {
      step *= outer[inward];
    }
    return step;
  }

  /** A copy of the channels with margins; the array itself where there are none. */
  <A> A embed(Lanes<A> lanes, A channels, int count) {
    Shape dense = Shape.of(inner);
    if (dense.equals(Shape.of(outer))) {
      return channels;
    }
    int last = inner.length - 1;
    int length = inner[last];
    int lines = dense.size() / length;
    int[] starts = new int[lines];
    for (int line = 0; line < lines; line++) {
      int[] index = dense.index(line * length);
      for (int axis = 0; axis <= last; axis++) {
        starts[line] += (index[axis] + before[axis]) * step(axis);
      }
    }
    int size = size();
    A embedded = lanes.allocate(count * size);
    Parallel.run(
        count,
        (long) count * size,
        channel -> {
          for (int line = 0; line < lines; line++) {
            System.arraycopy(
                channels,
                (channel * lines + line) * length,
                embedded,
                channel * size + starts[line],
                length);
          }
        });
    return embedded;
  }
}
