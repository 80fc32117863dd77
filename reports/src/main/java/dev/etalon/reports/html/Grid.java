package dev.etalon.reports.html;

import dev.etalon.reports.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A matrix of numbers, to be drawn as one: a slice of a tensor over its last two axes.
 *
 * @param label the slice's index; empty for a tensor of at most two axes
 * @param rows the numbers
 */
public record Grid(String label, List<List<String>> rows) {
  private static final int MOST = 256;

  /** The slices of a tensor; none if it is too large to be looked at. */
  public static List<Grid> of(Values values) {
    List<Integer> shape = values.shape();
    int rank = shape.size();
    int columns = rank == 0 ? 1 : shape.get(rank - 1);
    int rows = rank < 2 ? 1 : shape.get(rank - 2);
    int size = values.elements().size();
    if (size == 0 || size > MOST) {
      return List.of();
    }
    List<Grid> grids = new ArrayList<>();
    for (int slice = 0; slice < size / (rows * columns); slice++) {
      List<List<String>> matrix = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int from = (slice * rows + row) * columns;
        matrix.add(
            values.elements().subList(from, from + columns).stream()
                .map(Figures::element)
                .toList());
      }
      grids.add(new Grid(rank > 2 ? label(shape.subList(0, rank - 2), slice) : "", matrix));
    }
    return grids;
  }

  private static String label(List<Integer> extents, int slice) {
    int[] index = new int[extents.size()];
    int rest = slice;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % extents.get(axis);
      rest /= extents.get(axis);
    }
    return Arrays.toString(index);
  }
}
