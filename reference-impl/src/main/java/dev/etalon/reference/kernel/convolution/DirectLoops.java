package dev.etalon.reference.kernel.convolution;

import dev.etalon.reference.kernel.convolution.Sliding.Meeting;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;

/**
 * Convolution line by line, for groups of few channels such as depthwise ones. A line is what
 * follows along the last axis.
 *
 * @param lanes the loops
 * @param groups the number of channel groups
 * @param source the side that is read, with its margin
 * @param grid the extents of a channel of it
 * @param sourceChannels its channels
 * @param target the other side
 * @param size the number of elements of a channel of it
 * @param targetChannels its channels
 */
record DirectLoops<A>(
    Lanes<A> lanes,
    int groups,
    A source,
    Grid grid,
    int sourceChannels,
    A target,
    int size,
    int targetChannels) {

  private int sourceInGroup() {
    return sourceChannels / groups;
  }

  private int targetInGroup() {
    return targetChannels / groups;
  }

  /** The distance between the first two of a line's offsets. */
  private static int step(int[] offsets, int line) {
    return line == 1 ? 1 : offsets[1] - offsets[0];
  }

  /**
   * target[n,a,targets] = addend[a] + Σ_b Σ_t w · source[n, b, positions + taps[t]].
   *
   * @param targetFirst whether the weight's first axis is that of the target's channels
   */
  void stamp(int batch, A weight, int kernelSize, boolean targetFirst, Meeting meeting, A addend) {
    int line = meeting.line();
    int from = step(meeting.positions(), line);
    int to = step(meeting.targets(), line);
    A zeros = lanes.allocate(line);
    Parallel.run(
        batch * targetChannels,
        (long) batch * sourceChannels * grid.size(),
        plane -> {
          int channel = plane % targetChannels;
          int group = channel / targetInGroup();
          int firstPlane = plane / targetChannels * sourceChannels + group * sourceInGroup();
          for (int start = 0; start < meeting.targets().length; start += line) {
            int at = plane * size + meeting.targets()[start];
            lanes.copyPlus(line, zeros, 0, addend, channel, target, at, to);
            for (int b = 0; b < sourceInGroup(); b++) {
              int kernel =
                  targetFirst
                      ? channel * sourceInGroup() + b
                      : (group * sourceInGroup() + b) * targetInGroup() + channel % targetInGroup();
              int position = (firstPlane + b) * grid.size() + meeting.positions()[start];
              for (int t = 0; t < meeting.taps().length; t++) {
                lanes.addScaled(
                    line,
                    weight,
                    kernel * kernelSize + meeting.kernel()[t],
                    source,
                    position + meeting.taps()[t],
                    from,
                    target,
                    at,
                    to);
              }
            }
          }
        });
  }

  /** result[a,b,t] = Σ_n Σ_p target[n,a,p] · source[n, b, positions[p] + taps[t]]. */
  void correlate(int batch, Meeting meeting, A result) {
    int line = meeting.line();
    int from = step(meeting.positions(), line);
    int taps = meeting.taps().length;
    Parallel.run(
        targetChannels * sourceInGroup(),
        (long) batch * sourceChannels * grid.size(),
        pair -> {
          int channel = pair / sourceInGroup();
          int read = channel / targetInGroup() * sourceInGroup() + pair % sourceInGroup();
          for (int n = 0; n < batch; n++) {
            int plane = (n * targetChannels + channel) * size;
            int position = (n * sourceChannels + read) * grid.size();
            for (int start = 0; start < size; start += line) {
              for (int t = 0; t < taps; t++) {
                lanes.addDot(
                    line,
                    target,
                    plane + start,
                    source,
                    position + meeting.positions()[start] + meeting.taps()[t],
                    from,
                    result,
                    pair * taps + t);
              }
            }
          }
        });
  }
}
