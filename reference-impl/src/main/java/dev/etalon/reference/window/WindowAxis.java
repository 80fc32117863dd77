package dev.etalon.reference.window;

import dev.etalon.reference.operator.ConstraintViolation;

/**
 * A sliding window along one axis. Kernel position k of output position p reads the input at {@code
 * p·stride + k·dilation − paddingBefore}; positions outside the input are padding.
 *
 * @param kernel number of kernel positions, at least 1
 * @param stride step between output positions, at least 1
 * @param paddingBefore padding before the first input element, at least 0
 * @param paddingAfter padding after the last input element, at least 0
 * @param dilation step between kernel positions, at least 1
 */
public record WindowAxis(
    int kernel, int stride, int paddingBefore, int paddingAfter, int dilation) {
  /** What kernel and padding may cover together, so that no position overflows. */
  private static final int MOST = 1 << 30;

  public WindowAxis {
    atLeast("kernel", kernel, 1);
    atLeast("stride", stride, 1);
    atLeast("padding before", paddingBefore, 0);
    atLeast("padding after", paddingAfter, 0);
    atLeast("dilation", dilation, 1);
    long covered = (long) dilation * (kernel - 1) + 1 + paddingBefore + paddingAfter;
    ConstraintViolation.require(
        covered <= MOST,
        () -> "kernel and padding cover %d; they may cover %d".formatted(covered, MOST));
  }

  private static void atLeast(String attribute, int given, int least) {
    ConstraintViolation.require(
        given >= least,
        () -> "%s is %d; it must be at least %d".formatted(attribute, given, least));
  }

  /** The extent that a dilated kernel covers: dilation·(kernel − 1) + 1. */
  public int reach() {
    return dilation * (kernel - 1) + 1;
  }

  /** The input coordinate of kernel position k at output position p; outside the input: padding. */
  public int source(int p, int k) {
    return p * stride + k * dilation - paddingBefore;
  }

  /** Whether the window at output position p holds an element of an input, and not only padding. */
  public boolean holdsElement(int input, int p) {
    long start = (long) p * stride - paddingBefore;
    long first = start >= 0 ? 0 : -Math.floorDiv(start, dilation);
    return first < kernel && start + first * dilation < input;
  }

  /**
   * The number of output positions over an input extent, ⌊(n + padding − reach)/stride⌋ + 1. In
   * ceil mode the last, ragged window counts too, unless it would start beyond the input and the
   * padding before it.
   *
   * @throws ConstraintViolation if the kernel does not fit into the padded input
   */
  public int outputExtent(int input, boolean ceilMode) {
    long room = (long) input + paddingBefore + paddingAfter - reach();
    ConstraintViolation.require(
        room >= 0,
        () ->
            ("the kernel covers %d (kernel %d, dilation %d) but the padded input has only %d "
                    + "(extent %d, padding %d + %d); use a smaller kernel or more padding")
                .formatted(
                    reach(),
                    kernel,
                    dilation,
                    (long) input + paddingBefore + paddingAfter,
                    input,
                    paddingBefore,
                    paddingAfter));
    if (!ceilMode) {
      return (int) (room / stride) + 1;
    }
    long ceiling = -Math.floorDiv(-room, stride);
    return (int) (ceiling * stride < (long) input + paddingBefore ? ceiling + 1 : ceiling);
  }

  /**
   * The output extent of the transposed window: (n − 1)·stride − padding + reach + outputPadding.
   *
   * @throws ConstraintViolation if nothing would be left, or the output padding is not smaller than
   *     the stride or the dilation
   */
  public int transposedExtent(int input, int outputPadding) {
    ConstraintViolation.require(
        outputPadding >= 0 && outputPadding < Math.max(stride, dilation),
        () ->
            "output padding is %d; it must be 0 or more and smaller than stride %d or dilation %d"
                .formatted(outputPadding, stride, dilation));
    int extent = (input - 1) * stride - paddingBefore - paddingAfter + reach() + outputPadding;
    ConstraintViolation.require(
        extent > 0,
        () ->
            "the transposed window leaves an extent of %d from an input of %d; use less padding"
                .formatted(extent, input));
    return extent;
  }
}
