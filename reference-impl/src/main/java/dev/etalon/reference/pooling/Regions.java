package dev.etalon.reference.pooling;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pooling pools: for every output position, row-major, the input positions of its region, in
 * row-major order and without padding.
 *
 * @param output the spatial extents of the output
 * @param positions the input positions of each region
 */
record Regions(Shape output, List<List<Integer>> positions) {
  Regions {
    positions = List.copyOf(positions);
  }

  /** The windows over an input, what lies in the padding left out. */
  static Regions windows(Window window, Shape input, boolean ceilMode) {
    Shape output = window.outputExtents(input, ceilMode);
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
