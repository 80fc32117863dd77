package dev.etalon.reference.pooling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a pooling pools: for every output position, row-major, the input positions of its region, in
 * row-major order and without padding.
 *
 * @param output the spatial extents of the output
 * @param positions the input positions of each region
 */
record Regions(Shape output, List<List<Integer>> positions) {
  /** The most places that windows may visit: they are listed. */
  private static final long MOST = 1L << 26;

  Regions {
    positions = List.copyOf(positions);
  }

  /**
   * The windows over an input, what lies in the padding left out.
   *
   * @throws ConstraintViolation if a window holds nothing but padding, or they visit too many
   *     places
   */
  static Regions windows(String operator, Window window, Shape input, boolean ceilMode) {
    requireElements(operator, window, input, ceilMode);
    Shape output = window.outputExtents(input, ceilMode);
    requireFew(operator, (long) output.size() * window.kernel().size(), input);
    Taps taps = window.taps(input, output);
    List<List<Integer>> positions = new ArrayList<>();
    for (int p = 0; p < taps.positions(); p++) {
      List<Integer> region = new ArrayList<>();
      for (int k = 0; k < taps.kernelSize(); k++) {
        if (taps.at(p, k) != Taps.PADDING) {
          region.add(taps.at(p, k));
        }
      }
      positions.add(region);
    }
    return new Regions(output, positions);
  }

  /** Axis by axis, before anything is listed: padding may be far larger than the input. */
  private static void requireElements(
      String operator, Window window, Shape input, boolean ceilMode) {
    for (int axis = 0; axis < Math.min(window.rank(), input.rank()); axis++) {
      int extent = input.extent(axis);
      WindowAxis along = window.axes().get(axis);
      ConstraintViolation.require(
          IntStream.range(0, along.outputExtent(extent, ceilMode))
              .allMatch(p -> along.holdsElement(extent, p)),
          () ->
              "%s of the spatial extents %s has a window that holds nothing but padding; use less padding"
                  .formatted(operator, input));
    }
  }

  private static void requireFew(String operator, long places, Shape input) {
    ConstraintViolation.require(
        places <= MOST,
        () ->
            "%s of the spatial extents %s visits %d places; at most %d are listed: use a smaller kernel or input"
                .formatted(operator, input, places, MOST));
  }

  /** A grid: along an axis of n elements, cell i of q covers ⌊i·n/q⌋ to ⌈(i+1)·n/q⌉ − 1. */
  static Regions grid(Shape input, Shape output) {
    List<List<Integer>> positions = new ArrayList<>();
    for (int p = 0; p < output.size(); p++) {
      List<Integer> region = List.of(0);
      int[] cell = output.index(p);
      for (int axis = 0; axis < cell.length; axis++) {
        int extent = input.extent(axis);
        int cells = output.extent(axis);
        int start = cell[axis] * extent / cells;
        int end = ((cell[axis] + 1) * extent + cells - 1) / cells;
        List<Integer> extended = new ArrayList<>();
        for (int outer : region) {
          for (int i = start; i < end; i++) {
            extended.add(outer * extent + i);
          }
        }
        region = extended;
      }
      positions.add(region);
    }
    return new Regions(output, positions);
  }
}
