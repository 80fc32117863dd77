package dev.etalon.oracle.coloring;

import dev.etalon.reference.operator.SparsityPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** A partition of the columns of a sparsity pattern such that no two of a group share a row. */
public final class Coloring {
  private final List<int[]> groups;

  private Coloring(List<int[]> groups) {
    this.groups = groups;
  }

  /**
   * Greedily, in the columns' own order, at a cost of the pattern's entries times its colours.
   * Columns that no row depends on share a group too.
   */
  public static Coloring of(SparsityPattern pattern) {
    SparsityPattern byColumn = pattern.transposed();
    BitSet[] takenInRow = new BitSet[pattern.rows()];
    Arrays.setAll(takenInRow, row -> new BitSet());
    int[] colorOf = new int[pattern.columns()];
    int colors = 0;
    for (int column = 0; column < colorOf.length; column++) {
      BitSet taken = new BitSet();
      int[] rows = byColumn.row(column);
      for (int row : rows) {
        taken.or(takenInRow[row]);
      }
      int color = taken.nextClearBit(0);
      for (int row : rows) {
        takenInRow[row].set(color);
      }
      colorOf[column] = color;
      colors = Math.max(colors, color + 1);
    }
    List<int[]> groups = new ArrayList<>();
    for (int color = 0; color < colors; color++) {
      int wanted = color;
      groups.add(
          IntStream.range(0, colorOf.length).filter(column -> colorOf[column] == wanted).toArray());
    }
    return new Coloring(groups);
  }

  /** The columns of each colour. */
  public List<int[]> groups() {
    return List.copyOf(groups);
  }
}
