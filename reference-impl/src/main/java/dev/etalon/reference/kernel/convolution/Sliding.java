package dev.etalon.reference.kernel.convolution;

import dev.etalon.reference.kernel.matrix.Offsets;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How a window slides, as tables of offsets: from the windows to the elements they read, and from
 * the elements to the windows that read them.
 *
 * @param window the window
 * @param dense the spatial extents of the side that is read through the window
 * @param windows the spatial extents of the windows' side
 */
record Sliding(Window window, Shape dense, Shape windows) {
  /**
   * What meets what in a matrix of windows: position p meets tap t at {@code positions[p] +
   * taps[t]} of the grid that is read.
   *
   * @param positions where each position begins in the grid
   * @param taps the offset of each tap
   * @param kernel which element of the kernel each tap is
   * @param targets where each position lies in the channel that is computed
   * @param line how many positions follow each other along the last axis
   */
  record Meeting(int[] positions, int[] taps, int[] kernel, int[] targets, int line) {}

  private WindowAxis axis(int axis) {
    return window.axes().get(axis);
  }

  private int[] each(IntUnaryOperator ofAxis) {
    int[] values = new int[window.rank()];
    Arrays.setAll(values, ofAxis);
    return values;
  }

  /** Whether every window reads one element, and passes over others. */
  boolean samples() {
    return window.axes().stream()
            .allMatch(
                axis -> axis.kernel() == 1 && axis.paddingBefore() == 0 && axis.paddingAfter() == 0)
        && window.axes().stream().anyMatch(axis -> axis.stride() > 1);
  }

  /** The same windows over the elements alone that they read. */
  Sliding sampled() {
    return new Sliding(Window.of(window.kernel().extents()), windows, windows);
  }

  /** Where in the dense side each line of windows begins to read. */
  int[] sampledLines() {
    int[] starts = {0};
    for (int a = 0; a < window.rank() - 1; a++) {
      int step = stride(a) * dense.from(a + 1).size();
      starts = Offsets.sums(starts, Offsets.range(0, windows.extent(a), step));
    }
    return starts;
  }

  /** The dense side with its padding, as far as a window reaches. */
  Grid padded() {
    return new Grid(
        dense.extents(),
        each(a -> axis(a).paddingBefore()),
        each(
            a ->
                Math.max(
                    axis(a).paddingBefore() + dense.extent(a),
                    (windows.extent(a) - 1) * axis(a).stride() + axis(a).reach())),
        phases());
  }

  /** A line is worth splitting where windows read all of it. */
  private int phases() {
    WindowAxis last = axis(window.rank() - 1);
    return last.kernel() >= last.stride() ? last.stride() : 1;
  }

  /** Each window and the elements it reads in the padded dense side. */
  Meeting reading() {
    Grid grid = padded();
    int[] positions = {0};
    int[] taps = {0};
    for (int a = 0; a < window.rank(); a++) {
      boolean last = a == window.rank() - 1;
      int step = last ? 1 : grid.step(a);
      int stride = last ? axis(a).stride() / grid.phases() : axis(a).stride();
      int[] along = Offsets.range(0, axis(a).kernel(), axis(a).dilation());
      positions = Offsets.sums(positions, Offsets.range(0, windows.extent(a), stride * step));
      taps =
          Offsets.sums(
              taps, Arrays.stream(along).map(i -> last ? grid.place(i) : i * step).toArray());
    }
    return new Meeting(
        positions,
        taps,
        Offsets.range(0, taps.length, 1),
        Offsets.range(0, positions.length, 1),
        windows.extent(-1));
  }

  /**
   * The windows' side with a margin of zeros, as far as the window that reads a dense element from
   * outside.
   */
  Grid surrounded() {
    int[] before = each(a -> Math.max(0, -leastShift(a)));
    return new Grid(
        windows.extents(),
        before,
        each(
            a ->
                before[a]
                    + Math.max(
                        windows.extent(a),
                        greatestShift(a) + ceilDivide(dense.extent(a), stride(a)))),
        1);
  }

  int stride(int a) {
    return axis(a).stride();
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private int leastShift(int a) {
    return Math.floorDiv(
        axis(a).paddingBefore() - (axis(a).kernel() - 1) * axis(a).dilation(), stride(a));
  }

  private int greatestShift(int a) {
    return (axis(a).paddingBefore() + stride(a) - 1) / stride(a);
  }

  /**
   * Each dense element and the windows that read it. Element i is read at tap k by window {@code (i
   * + pad − d·k)/s} where that is whole. So the elements fall into one phase for each residue of i
   * modulo the stride: in each the taps that count are the same, and neighbours are read by
   * neighbouring windows, as in a dense convolution. No zero between the windows is ever
   * multiplied.
   */
  List<Meeting> readers() {
    Grid grid = surrounded();
    List<Meeting> phases = List.of(new Meeting(new int[1], new int[1], new int[1], new int[1], 1));
    for (int a = 0; a < window.rank(); a++) {
      List<Meeting> refined = new ArrayList<>();
      for (Meeting phase : phases) {
        for (int residue = 0; residue < Math.min(stride(a), dense.extent(a)); residue++) {
          refined.add(refine(phase, grid, a, residue));
        }
      }
      phases = refined;
    }
    return phases;
  }

  private Meeting refine(Meeting phase, Grid grid, int a, int residue) {
    WindowAxis along = axis(a);
    int step = grid.step(a);
    int denseStep = dense.from(a + 1).size();
    int count = ceilDivide(dense.extent(a) - residue, stride(a));
    List<Integer> taps = new ArrayList<>();
    List<Integer> kernel = new ArrayList<>();
    for (int k = 0; k < along.kernel(); k++) {
      int distance = residue + along.paddingBefore() - k * along.dilation();
      if (Math.floorMod(distance, stride(a)) == 0) {
        taps.add(Math.floorDiv(distance, stride(a)) * step);
        kernel.add(k);
      }
    }
    int kernelStep = window.kernel().from(a + 1).size();
    return new Meeting(
        Offsets.sums(phase.positions(), Offsets.range(grid.before()[a] * step, count, step)),
        Offsets.sums(phase.taps(), taps.stream().mapToInt(Integer::intValue).toArray()),
        Offsets.sums(phase.kernel(), kernel.stream().mapToInt(k -> k * kernelStep).toArray()),
        Offsets.sums(
            phase.targets(), Offsets.range(residue * denseStep, count, stride(a) * denseStep)),
        count);
  }
}
