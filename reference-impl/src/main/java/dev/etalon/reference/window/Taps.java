package dev.etalon.reference.window;

import dev.etalon.reference.tensor.Shape;

/**
 * For every window position p and kernel position k (both row-major over the spatial axes), the
 * row-major position of the element that they meet on the dense side, or {@link #PADDING}. With it
 * convolution and pooling are written once for any number of spatial axes.
 */
public final class Taps {
  /** The tap lies in the padding. */
  public static final int PADDING = -1;

  private final int positions;
  private final int kernelSize;
  private final int[] sources;

  Taps(Window window, Shape dense, Shape windowed) {
    Shape kernel = window.kernel();
    positions = windowed.size();
    kernelSize = kernel.size();
    sources = new int[positions * kernelSize];
    for (int p = 0; p < positions; p++) {
      int[] position = windowed.index(p);
      for (int k = 0; k < kernelSize; k++) {
        sources[p * kernelSize + k] = source(window, dense, position, kernel.index(k));
      }
    }
  }

  private static int source(Window window, Shape dense, int[] position, int[] kernelIndex) {
    int offset = 0;
    for (int axis = 0; axis < position.length; axis++) {
      int coordinate = window.axes().get(axis).source(position[axis], kernelIndex[axis]);
      if (coordinate < 0 || coordinate >= dense.extent(axis)) {
        return PADDING;
      }
      offset = offset * dense.extent(axis) + coordinate;
    }
    return offset;
  }

  /** The number of window positions. */
  public int positions() {
    return positions;
  }

  /** The number of kernel positions. */
  public int kernelSize() {
    return kernelSize;
  }

  /** The dense position that window position p meets at kernel position k, or {@link #PADDING}. */
  public int at(int p, int k) {
    return sources[p * kernelSize + k];
  }
}
