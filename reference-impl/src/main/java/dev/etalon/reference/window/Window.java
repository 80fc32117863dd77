package dev.etalon.reference.window;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A window over all spatial axes, one {@link WindowAxis} each. Made from the kernel extents and
 * refined: {@code Window.of(3, 5).stride(2, 1).padding(1, 2)}.
 */
public record Window(List<WindowAxis> axes) {
  public Window {
    axes = List.copyOf(axes);
    ConstraintViolation.require(
        !axes.isEmpty(), () -> "a window needs at least one spatial axis; none was given");
  }

  /** A dense window of stride 1 without padding (VALID). */
  public static Window of(int... kernel) {
    return new Window(
        IntStream.of(kernel).mapToObj(extent -> new WindowAxis(extent, 1, 0, 0, 1)).toList());
  }

  public Window stride(int... stride) {
    return with(
        stride,
        (axis, s) ->
            new WindowAxis(
                axis.kernel(), s, axis.paddingBefore(), axis.paddingAfter(), axis.dilation()));
  }

  /** The same padding on both sides of each axis. */
  public Window padding(int... padding) {
    return paddingBefore(padding).paddingAfter(padding);
  }

  public Window paddingBefore(int... padding) {
    return with(
        padding,
        (axis, before) ->
            new WindowAxis(
                axis.kernel(), axis.stride(), before, axis.paddingAfter(), axis.dilation()));
  }

  public Window paddingAfter(int... padding) {
    return with(
        padding,
        (axis, after) ->
            new WindowAxis(
                axis.kernel(), axis.stride(), axis.paddingBefore(), after, axis.dilation()));
  }

  public Window dilation(int... dilation) {
    return with(
        dilation,
        (axis, d) ->
            new WindowAxis(
                axis.kernel(), axis.stride(), axis.paddingBefore(), axis.paddingAfter(), d));
  }

  /**
   * SAME padding at stride 1: the output has the input's extents; of an odd total the greater part
   * goes after, as PyTorch and TensorFlow have it.
   */
  public Window same() {
    return paddingBefore(each(axis -> (axis.reach() - 1) / 2))
        .paddingAfter(each(axis -> axis.reach() / 2));
  }

  private Window with(int[] values, BiFunction<WindowAxis, Integer, WindowAxis> change) {
    ConstraintViolation.require(
        values.length == rank(),
        () ->
            "%d values were given for a window of %d spatial axes; give one for each"
                .formatted(values.length, rank()));
    return new Window(
        IntStream.range(0, rank())
            .mapToObj(axis -> change.apply(axes.get(axis), values[axis]))
            .toList());
  }

  /** One attribute of every axis. */
  public int[] each(ToIntFunction<WindowAxis> attribute) {
    return axes.stream().mapToInt(attribute).toArray();
  }

  /** The number of spatial axes. */
  public int rank() {
    return axes.size();
  }

  /** The kernel's extents. */
  public Shape kernel() {
    return Shape.of(each(WindowAxis::kernel));
  }

  /** Whether both sides of every axis have the same padding. */
  public boolean isSymmetric() {
    return axes.stream().allMatch(axis -> axis.paddingBefore() == axis.paddingAfter());
  }

  /** The output extents over spatial input extents; see {@link WindowAxis#outputExtent}. */
  public Shape outputExtents(Shape spatial, boolean ceilMode) {
    checkRank(spatial);
    return Shape.of(
        IntStream.range(0, rank())
            .map(axis -> axes.get(axis).outputExtent(spatial.extent(axis), ceilMode))
            .toArray());
  }

  /** The output extents of the transposed window; see {@link WindowAxis#transposedExtent}. */
  public Shape transposedExtents(Shape spatial, List<Integer> outputPadding) {
    checkRank(spatial);
    return Shape.of(
        IntStream.range(0, rank())
            .map(
                axis ->
                    axes.get(axis).transposedExtent(spatial.extent(axis), outputPadding.get(axis)))
            .toArray());
  }

  private void checkRank(Shape spatial) {
    ConstraintViolation.require(
        spatial.rank() == rank(),
        () ->
            "the input has %d spatial axes %s but the window has %d"
                .formatted(spatial.rank(), spatial, rank()));
  }

  /** The table of meetings between a dense side and a windowed side. */
  public Taps taps(Shape dense, Shape windowed) {
    return new Taps(this, dense, windowed);
  }
}
