package dev.etalon.reference.shape;

import dev.etalon.reference.window.WindowAxis;
import java.util.List;

/**
 * The input elements that can influence an activation (receptivno polje), along one axis: output
 * position p sees the positions from {@code p·jump + first} on, {@code size} of them. Positions
 * outside the input are padding. Between dilated kernel positions some are not read; they count.
 *
 * @param first the first input position that output position 0 sees; negative in the padding
 * @param size the number of input positions from the first to the last
 * @param jump how far the field moves from one output position to the next
 */
public record ReceptiveField(int first, int size, int jump) {
  /** An activation that is an input. */
  public static final ReceptiveField IDENTITY = new ReceptiveField(0, 1, 1);

  /** The last input position that output position 0 sees. */
  public int last() {
    return first + size - 1;
  }

  /**
   * The forward analysis: layer by layer from the input on, remembering the total subsampling. A
   * window adds (reach − 1) times the subsampling before it.
   */
  public static ReceptiveField forward(List<WindowAxis> windows) {
    ReceptiveField field = IDENTITY;
    for (WindowAxis window : windows) {
      field = field.through(window);
    }
    return field;
  }

  /** One step of the forward analysis. */
  public ReceptiveField through(WindowAxis window) {
    return new ReceptiveField(
        first - window.paddingBefore() * jump,
        size + (window.reach() - 1) * jump,
        jump * window.stride());
  }

  /**
   * The backward analysis: from an output position back to the input, each window widening the
   * interval that is needed of the layer before. No total subsampling has to be remembered; the
   * jump is how much further the interval of the next output position starts.
   */
  public static ReceptiveField backward(List<WindowAxis> windows) {
    int first = needed(windows, 0, 0);
    int last = needed(windows, 0, 1);
    return new ReceptiveField(first, last - first + 1, needed(windows, 1, 0) - first);
  }

  /** The first (end 0) or last (end 1) input position that an output position needs. */
  private static int needed(List<WindowAxis> windows, int position, int end) {
    int needed = position;
    for (int i = windows.size() - 1; i >= 0; i--) {
      WindowAxis window = windows.get(i);
      needed = window.source(needed, end * (window.kernel() - 1));
    }
    return needed;
  }
}
