package dev.etalon.reference.kernel.convolution;

import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.tensor.Shape;

/**
 * The spatial axes of a channel with a margin of zeros, so that no window leaves it. Each line
 * along the last axis is split into phases, first all elements i with i mod phases = 0, then those
 * with 1, and so on: what windows read at a stride of as many elements lies side by side.
 *
 * @param inner the extents of the channel
 * @param before the margin before the first element of each axis
 * @param outer the extents with both margins; the last a multiple of the phases
 * @param phases the number of phases; 1 leaves a line as it is
 */
record Grid(int[] inner, int[] before, int[] outer, int phases) {
  /** A grid whose outer extent along the last axis grows to a multiple of the phases. */
  Grid {
    int last = outer.length - 1;
    outer = outer.clone();
    outer[last] = (outer[last] + phases - 1) / phases * phases;
  }

  /** Where element i of a line stands. */
  int place(int i) {
    return i % phases * (outer[outer.length - 1] / phases) + i / phases;
  }

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
    if (phases == 1 && dense.equals(Shape.of(outer))) {
      return channels;
    }
    int last = inner.length - 1;
    int length = inner[last];
    int lines = dense.size() / length;
    int[] starts = new int[lines];
    for (int line = 0; line < lines; line++) {
      int[] index = dense.index(line * length);
      for (int axis = 0; axis < last; axis++) {
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
            int from = (channel * lines + line) * length;
            int to = channel * size + starts[line];
            for (int i = 0; i < Math.min(phases, length); i++) {
              int inPhase = (length - i + phases - 1) / phases;
              lanes.copy(
                  inPhase, channels, from + i, phases, embedded, to + place(before[last] + i), 1);
            }
          }
        });
    return embedded;
  }
}
