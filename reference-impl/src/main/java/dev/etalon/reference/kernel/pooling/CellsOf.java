package dev.etalon.reference.kernel.pooling;

import dev.etalon.reference.kernel.lanes.Cells;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a pooling pools, over the spatial extents of its input and output.
 *
 * @param <O> the operator
 */
@FunctionalInterface
interface CellsOf<O> {
  Cells over(O operator, Shape input, Shape output);

  /** The windows, what lies in the padding left out. */
  static Cells windows(Window window, Shape input, Shape output) {
    return cells(
        input.rank(),
        a -> {
          WindowAxis along = window.axes().get(a);
          int extent = input.extent(a);
          int step = along.dilation();
          int[] first = new int[output.extent(a)];
          int[] count = new int[first.length];
          for (int p = 0; p < first.length; p++) {
            int start = along.source(p, 0);
            int skipped = start < 0 ? (-start + step - 1) / step : 0;
            int end = Math.min(along.kernel(), (extent - start + step - 1) / step);
            first[p] = start + skipped * step;
            count[p] = end - skipped;
          }
          return new Cells.Axis(extent, first, count, step);
        });
  }

  /** A grid: cell p of q covers ⌊p·n/q⌋ to ⌈(p+1)·n/q⌉ − 1. */
  static Cells grid(Shape input, Shape output) {
    return cells(
        input.rank(),
        a -> {
          int n = input.extent(a);
          int q = output.extent(a);
          int[] first = IntStream.range(0, q).map(p -> p * n / q).toArray();
          int[] count =
              IntStream.range(0, q).map(p -> ((p + 1) * n + q - 1) / q - first[p]).toArray();
          return new Cells.Axis(n, first, count, 1);
        });
  }

  /** Axes that are not there have one cell of one element. */
  private static Cells cells(int rank, IntFunction<Cells.Axis> axis) {
    Cells.Axis absent = new Cells.Axis(1, new int[1], new int[] {1}, 1);
    return new Cells(
        rank < 3 ? absent : axis.apply(rank - 3),
        rank < 2 ? absent : axis.apply(rank - 2),
        axis.apply(rank - 1));
  }
}
