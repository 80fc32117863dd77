package dev.etalon.reference.kernel.convolution;

import dev.etalon.reference.kernel.convolution.Sliding.Meeting;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.kernel.matrix.Matrix;
import dev.etalon.reference.kernel.matrix.MatrixProduct;
import dev.etalon.reference.kernel.matrix.Offsets;
import dev.etalon.reference.tensor.Shape;

/**
 * A bank of kernels between a dense side and the windows over it, as matrix products. Convolution
 * reads the dense side and gives the windows' side; transposed convolution goes the other way, and
 * each is the other's gradient by its input.
 *
 * @param lanes the loops
 * @param sliding how the window slides
 * @param batch N
 * @param groups the number of channel groups
 * @param denseChannels the channels of the dense side
 * @param windowChannels the channels of the windows' side
 */
record Products<A>(
    Lanes<A> lanes, Sliding sliding, int batch, int groups, int denseChannels, int windowChannels) {

  private int denseInGroup() {
    return denseChannels / groups;
  }

  private int windowInGroup() {
    return windowChannels / groups;
  }

  private int kernelSize() {
    return sliding.window().kernel().size();
  }

  /**
   * With so few rows most of a register tile would be empty, and the packing of a panel would cost
   * as much as its product: there direct loops are better.
   */
  private static final int DIRECT_ROWS = 2;

  /** y[n,o,p] = b[o] + Σ_c Σ_k w[o,c,k] · x[n, c, s·p + d·k − pad]. */
  A gather(A weight, A dense, A bias, A result) {
    if (sliding.samples()) {
      return sampled().gather(weight, sample(dense), bias, result);
    }
    Grid grid = sliding.padded();
    A padded = grid.embed(lanes, dense, batch * denseChannels);
    Meeting meeting = sliding.reading();
    int size = sliding.windows().size();
    if (windowInGroup() <= DIRECT_ROWS) {
      new DirectLoops<>(lanes, groups, padded, grid, denseChannels, result, size, windowChannels)
          .stamp(batch, weight, kernelSize(), true, meeting, bias);
      return result;
    }
    for (int group = 0; group < groups; group++) {
      int firstOutput = group * windowInGroup();
      int weights = denseInGroup() * kernelSize();
      Matrix<A> kernels =
          new Matrix<>(
              weight,
              Offsets.range(firstOutput * weights, windowInGroup(), weights),
              Offsets.range(0, weights, 1));
      MatrixProduct.multiply(
          lanes,
          kernels,
          windowsOf(padded, grid, meeting, group),
          plane(result, windowChannels, size, group, meeting.targets()),
          rowsOf(bias, firstOutput, windowInGroup()));
    }
    return result;
  }

  /** x̄[n,c,i] = b[c] + Σ_{o,p,k : s·p+d·k−pad = i} w[o,c,k] · ȳ[n,o,p]. */
  A scatter(A weight, A windows, A bias, A result) {
    Grid grid = sliding.surrounded();
    A surrounded = grid.embed(lanes, windows, batch * windowChannels);
    int size = sliding.dense().size();
    if (denseInGroup() <= DIRECT_ROWS) {
      DirectLoops<A> loops =
          new DirectLoops<>(
              lanes, groups, surrounded, grid, windowChannels, result, size, denseChannels);
      for (Meeting meeting : sliding.readers()) {
        loops.stamp(batch, weight, kernelSize(), false, meeting, bias);
      }
      return result;
    }
    for (Meeting meeting : sliding.readers()) {
      for (int group = 0; group < groups; group++) {
        int firstWindow = group * windowInGroup();
        int firstDense = group * denseInGroup();
        int kernel = denseInGroup() * kernelSize();
        Matrix<A> kernels =
            new Matrix<>(
                weight,
                Offsets.range(0, denseInGroup(), kernelSize()),
                Offsets.sums(
                    Offsets.range(firstWindow * kernel, windowInGroup(), kernel),
                    meeting.kernel()));
        Matrix<A> readers =
            new Matrix<>(
                surrounded,
                Offsets.sums(
                    Offsets.range(firstWindow * grid.size(), windowInGroup(), grid.size()),
                    meeting.taps()),
                Offsets.sums(
                    Offsets.range(0, batch, windowChannels * grid.size()), meeting.positions()));
        MatrixProduct.multiply(
            lanes,
            kernels,
            readers,
            plane(result, denseChannels, size, group, meeting.targets()),
            rowsOf(bias, firstDense, denseInGroup()));
      }
    }
    return result;
  }

  /** w̄[o,c,k] = Σ_n Σ_p ȳ[n,o,p] · x[n, c, s·p + d·k − pad]. */
  A weightGradient(A dense, A windows) {
    if (sliding.samples()) {
      return sampled().weightGradient(sample(dense), windows);
    }
    Grid grid = sliding.padded();
    A padded = grid.embed(lanes, dense, batch * denseChannels);
    Meeting meeting = sliding.reading();
    int size = sliding.windows().size();
    int weights = denseInGroup() * kernelSize();
    A result = lanes.allocate(windowChannels * weights);
    if (windowInGroup() <= DIRECT_ROWS) {
      new DirectLoops<>(lanes, groups, padded, grid, denseChannels, windows, size, windowChannels)
          .correlate(batch, meeting, result);
      return result;
    }
    for (int group = 0; group < groups; group++) {
      int firstWindow = group * windowInGroup();
      Matrix<A> gradient =
          new Matrix<>(
              result,
              Offsets.range(firstWindow * weights, windowInGroup(), weights),
              Offsets.range(0, weights, 1));
      MatrixProduct.multiply(
          lanes,
          plane(windows, windowChannels, size, group, meeting.targets()),
          windowsOf(padded, grid, meeting, group).transposed(),
          gradient);
    }
    return result;
  }

  private Products<A> sampled() {
    return new Products<>(lanes, sliding.sampled(), batch, groups, denseChannels, windowChannels);
  }

  /** The elements of the dense side that windows of one element each read. */
  private A sample(A dense) {
    int[] lines = sliding.sampledLines();
    int length = sliding.windows().extent(-1);
    int stride = sliding.stride(sliding.window().rank() - 1);
    int channels = batch * denseChannels;
    int size = sliding.dense().size();
    A sampled = lanes.allocate(channels * lines.length * length);
    Parallel.run(
        channels,
        (long) channels * size,
        channel -> {
          for (int line = 0; line < lines.length; line++) {
            int to = (channel * lines.length + line) * length;
            lanes.copy(length, dense, channel * size + lines[line], stride, sampled, to, 1);
          }
        });
    return sampled;
  }

  /** b̄[o] = Σ_n Σ_p ȳ[n,o,p]. */
  static <A> A biasGradient(Lanes<A> lanes, Shape shape, A cotangent) {
    int channels = shape.extent(1);
    int size = shape.from(2).size();
    A gradient = lanes.allocate(channels);
    Parallel.run(
        channels,
        shape.size(),
        channel -> {
          for (int n = 0; n < shape.extent(0); n++) {
            lanes.addSum(size, cotangent, (n * channels + channel) * size, gradient, channel);
          }
        });
    return gradient;
  }

  /** The matrix of windows of a group: rows are (c, k), columns (n, p). */
  private Matrix<A> windowsOf(A padded, Grid grid, Meeting meeting, int group) {
    return new Matrix<>(
        padded,
        Offsets.sums(
            Offsets.range(group * denseInGroup() * grid.size(), denseInGroup(), grid.size()),
            meeting.taps()),
        Offsets.sums(Offsets.range(0, batch, denseChannels * grid.size()), meeting.positions()));
  }

  /** The channels of a group as rows; columns are (n, position). */
  private Matrix<A> plane(A elements, int channels, int size, int group, int[] positions) {
    int inGroup = channels / groups;
    return new Matrix<>(
        elements,
        Offsets.range(group * inGroup * size, inGroup, size),
        Offsets.sums(Offsets.range(0, batch, channels * size), positions));
  }

  private A rowsOf(A bias, int first, int count) {
    A rows = lanes.allocate(count);
    System.arraycopy(bias, first, rows, 0, count);
    return rows;
  }
}
