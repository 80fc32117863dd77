package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.tensor.DType;
import java.util.HashMap;
import java.util.Map;

/** Where the results of kernels lie. */
public interface Results {
  /** Each in an array of its own. */
  Results NEW =
      new Results() {
        @Override
        public <A> A take(Lanes<A> lanes, int length) {
          return lanes.allocate(length);
        }
      };

  /** An array of any content for the one result of a call, every element of which is written. */
  <A> A take(Lanes<A> lanes, int length);

  /**
   * Each where the last one of its length lay: what a caller still holds of that is overwritten.
   * One thread may ask.
   */
  static Results reused() {
    record Kind(DType dtype, int length) {}
    Map<Kind, Object> last = new HashMap<>();
    return new Results() {
      @Override
      @SuppressWarnings("unchecked") // the lanes of a dtype have arrays of one class
      public <A> A take(Lanes<A> lanes, int length) {
        return (A)
            last.computeIfAbsent(
                new Kind(lanes.dtype(), length), kind -> lanes.allocate(kind.length()));
      }
    };
  }
}
