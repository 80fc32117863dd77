package dev.etalon.reference.kernel.lanes;

/**
 * The cells of a pooling over a channel of up to three axes: along each axis, output position p
 * covers the elements {@code first[p] + i·step} for i below {@code count[p]}.
 *
 * @param depth the outermost axis
 * @param height the middle axis
 * @param width the innermost axis
 */
public record Cells(Axis depth, Axis height, Axis width) {
  /**
   * One axis.
   *
   * @param extent the number of elements
   * @param first the first element of each cell
   * @param count the number of elements of each cell
   * @param step the distance between a cell's elements
   */
  public record Axis(int extent, int[] first, int[] count, int step) {
    /** The number of cells. */
    public int cells() {
      return first.length;
    }
  }

  /** The number of elements of the channel. */
  public int elements() {
    return depth.extent * height.extent * width.extent;
  }

  /** The number of cells. */
  public int size() {
    return depth.cells() * height.cells() * width.cells();
  }
}
