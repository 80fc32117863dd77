package dev.etalon.reference.kernel.matrix;

import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.kernel.lanes.Parallel.Workspace;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code c = a·b + addend}: blocks of c are tasks of the common pool; each packs panels of a and b,
 * a slice of the depth at a time, multiplies them tile by tile into a buffer of its own, and writes
 * the buffer to c.
 *
 * <p>How c is cut depends on the extents alone, and every element is summed in the order of its
 * slices, whichever thread takes them: the result is the same, bit for bit, for any number of
 * threads. The working memory is a few buffers per thread and, while it is small, the packed left
 * factor.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public final class MatrixProduct<A> {
  /** The depth of a slice: a panel of b and one of a stay in the first-level cache. */
  private static final int SLICE = 128;

  /** The elements of a block of c: with its panels it stays in the second-level cache. */
  private static final int BLOCK = 1 << 15;

  private static final int MAX_BLOCK_ROWS = 512;
  private static final int MAX_BLOCK_COLUMNS = 512;

  /** There should be this many tasks, if need be by cutting the depth: enough for many cores. */
  private static final int TASKS = 16;

  private static final int THROUGH_MEMORY = 3;

  /** A left factor of more elements is packed by every task for itself, not once for all. */
  private static final long MAX_PACKED = 1 << 23;

  private final Lanes<A> lanes;
  private final Matrix<A> a;
  private final Matrix<A> b;
  private final Matrix<A> c;
  private final int rows;
  private final int depth;
  private final int columns;
  private final int tileRows;
  private final int paddedRows;
  private final int tileColumns;
  private final int blockRows;
  private final int blockColumns;
  private final int rowBlocks;
  private final int blocks;
  private final int parts;
  private final @Nullable A packed;

  private MatrixProduct(Lanes<A> lanes, Matrix<A> a, Matrix<A> b, Matrix<A> c) {
    this.lanes = lanes;
    this.a = a;
    this.b = b;
    this.c = c;
    rows = c.rows().length;
    columns = c.columns().length;
    depth = a.columns().length;
    tileRows = lanes.tileRows();
    tileColumns = lanes.tileColumns();
    paddedRows = roundUp(rows, tileRows);
    Cut tall = tall();
    Cut wide = wide();
    boolean isWide =
        tall.columnBlocks() > 1 && columns <= MAX_BLOCK_COLUMNS && packing(wide) <= packing(tall);
    Cut cut = isWide ? wide : tall;
    rowBlocks = cut.rowBlocks();
    int columnBlocks = cut.columnBlocks();
    blockRows = roundUp(ceilDivide(rows, rowBlocks), tileRows);
    blockColumns = roundUp(ceilDivide(columns, columnBlocks), tileColumns);
    blocks = rowBlocks * columnBlocks;
    parts = Math.max(1, Math.min(ceilDivide(TASKS, blocks), depth / (4 * SLICE)));
    packed = columnBlocks > 1 && (long) rows * depth <= MAX_PACKED ? packLeft() : null;
  }

  /**
   * Writes {@code a·b} to c.
   *
   * @param addend what is added to each row of c, one element for each
   */
  public static <A> void multiply(Lanes<A> lanes, Matrix<A> a, Matrix<A> b, Matrix<A> c, A addend) {
    if (c.rows().length > 0 && c.columns().length > 0) {
      new MatrixProduct<>(lanes, a, b, c).run(addend);
    }
  }

  /** Writes {@code a·b} to c. */
  public static <A> void multiply(Lanes<A> lanes, Matrix<A> a, Matrix<A> b, Matrix<A> c) {
    multiply(lanes, a, b, c, lanes.allocate(c.rows().length));
  }

  /** Into how many blocks c is cut along its rows and its columns. */
  private record Cut(int rowBlocks, int columnBlocks) {}

  /** All rows in as few blocks as may be: the right factor is packed seldom. */
  private Cut tall() {
    int blocks = ceilDivide(rows, MAX_BLOCK_ROWS);
    int height = roundUp(ceilDivide(rows, blocks), tileRows);
    int fitting = Math.max(tileColumns, Math.min(MAX_BLOCK_COLUMNS, BLOCK / height));
    return new Cut(blocks, ceilDivide(columns, fitting / tileColumns * tileColumns));
  }

  /** All columns in one block: the left factor is packed once, and stays in a cache. */
  private Cut wide() {
    int fitting = BLOCK / roundUp(columns, tileColumns) / tileRows * tileRows;
    return new Cut(ceilDivide(rows, Math.max(tileRows, fitting)), 1);
  }

  /**
   * What is packed for each depth: the right factor once for each block of rows, and the left
   * factor, which costs {@value #THROUGH_MEMORY} times as much if all of it goes through memory.
   */
  private long packing(Cut cut) {
    long left = (long) rows * (cut.columnBlocks() > 1 ? THROUGH_MEMORY : 1);
    return left + (long) columns * cut.rowBlocks();
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private static int roundUp(int value, int multiple) {
    return ceilDivide(value, multiple) * multiple;
  }

  /**
   * The left factor, slice by slice, and in a slice panel by panel: a slice lies in one piece, for
   * panels at a distance of a large power of two would drive each other out of a cache.
   */
  private A packLeft() {
    A all = lanes.allocate(paddedRows * depth);
    Parallel.run(
        paddedRows / tileRows,
        (long) rows * depth,
        panel -> {
          int row = panel * tileRows;
          for (int k = 0; k < depth; k += SLICE) {
            int slice = Math.min(SLICE, depth - k);
            packLeft(row, k, slice, all, packedAt(row, k, slice));
          }
        });
    return all;
  }

  private int packedAt(int row, int k, int slice) {
    return k * paddedRows + row * slice;
  }

  private void packLeft(int row, int from, int slice, A panel, int at) {
    int present = Math.min(tileRows, rows - row);
    lanes.packEach(
        a.elements(), a.rows(), row, present, a.columns(), from, slice, panel, at, tileRows);
  }

  private void run(A addend) {
    Workspace<Panels> panels = new Workspace<>(Panels::new);
    int size = blockRows * blockColumns;
    if (parts == 1) {
      Workspace<A> buffers = new Workspace<>(() -> lanes.allocate(size));
      Parallel.run(
          blocks,
          (long) rows * columns * depth,
          block ->
              panels.lend(
                  own ->
                      buffers.lend(
                          sums -> {
                            lanes.clear(size, sums, 0);
                            multiply(block, 0, depth, own, sums);
                            write(block, sums, addend, own);
                          })));
      return;
    }
    List<A> sums = IntStream.range(0, blocks * parts).mapToObj(i -> lanes.allocate(size)).toList();
    Parallel.run(
        blocks * parts,
        task ->
            panels.lend(
                own ->
                    multiply(
                        task / parts,
                        start(task % parts),
                        start(task % parts + 1),
                        own,
                        sums.get(task))));
    Parallel.run(
        blocks,
        block -> {
          A total = sums.get(block * parts);
          for (int part = 1; part < parts; part++) {
            lanes.add(size, sums.get(block * parts + part), 0, total, 0);
          }
          panels.lend(own -> write(block, total, addend, own));
        });
  }

  /** Where a part of the depth begins: at a whole number of slices. */
  private int start(int part) {
    int slices = ceilDivide(depth, SLICE);
    return Math.min(depth, (int) ((long) slices * part / parts) * SLICE);
  }

  private int firstRow(int block) {
    return block % rowBlocks * blockRows;
  }

  private int firstColumn(int block) {
    return block / rowBlocks * blockColumns;
  }

  private int rowsOf(int block) {
    return Math.min(blockRows, rows - firstRow(block));
  }

  private int columnsOf(int block) {
    return Math.min(blockColumns, columns - firstColumn(block));
  }

  /** Adds to the sums of a block what the depths in [from, to) contribute. */
  private void multiply(int block, int from, int to, Panels panels, A sums) {
    int rowTiles = ceilDivide(rowsOf(block), tileRows);
    int columnTiles = ceilDivide(columnsOf(block), tileColumns);
    for (int k = from; k < to; k += SLICE) {
      int slice = Math.min(SLICE, to - k);
      for (int j = 0; j < columnTiles; j++) {
        packRight(firstColumn(block) + j * tileColumns, k, slice, panels);
        for (int i = 0; i < rowTiles; i++) {
          int row = firstRow(block) + i * tileRows;
          A left;
          int leftAt;
          if (packed == null) {
            left = panels.left;
            leftAt = i * tileRows * SLICE;
            if (j == 0) {
              packLeft(row, k, slice, left, leftAt);
            }
          } else {
            left = packed;
            leftAt = packedAt(row, k, slice);
          }
          int at = i * tileRows * blockColumns + j * tileColumns;
          lanes.tile(slice, left, leftAt, panels.right, 0, sums, at, blockColumns);
        }
      }
    }
  }

  private void packRight(int column, int from, int slice, Panels panels) {
    int present = Math.min(tileColumns, columns - column);
    Runs runs = panels.runs;
    runs.split(b.columns(), column, present, 1);
    if (2 * runs.count <= present) {
      lanes.packRuns(
          b.elements(),
          runs.starts,
          runs.lengths,
          runs.count,
          b.rows(),
          from,
          slice,
          panels.right,
          0,
          tileColumns);
    } else {
      lanes.packEach(
          b.elements(),
          b.columns(),
          column,
          present,
          b.rows(),
          from,
          slice,
          panels.right,
          0,
          tileColumns);
    }
  }

  private void write(int block, A sums, A addend, Panels panels) {
    int[] at = c.columns();
    int first = firstColumn(block);
    int count = columnsOf(block);
    int step = count == 1 ? 1 : Math.max(1, at[first + 1] - at[first]);
    Runs runs = panels.runs;
    runs.split(at, first, count, step);
    for (int i = 0; i < rowsOf(block); i++) {
      int row = firstRow(block) + i;
      int from = i * blockColumns;
      for (int run = 0; run < runs.count; run++) {
        int to = c.rows()[row] + runs.starts[run];
        int length = runs.lengths[run];
        lanes.copyPlus(length, sums, from, addend, row, c.elements(), to, step);
        from += length;
      }
    }
  }

  /** The panels that a thread packs. */
  private final class Panels {
    /** One slice of the left factor's rows of a block. */
    final A left = lanes.allocate(packed == null ? blockRows * SLICE : 0);

    /** One slice of a tile's columns, and room for a vector that is copied beyond them. */
    final A right = lanes.allocate(tileColumns * (SLICE + 1));

    final Runs runs = new Runs();
  }
}
