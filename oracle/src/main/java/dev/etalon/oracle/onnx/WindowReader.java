package dev.etalon.oracle.onnx;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Reads ONNX's window attributes: {@code kernel_shape}, {@code strides}, {@code dilations}, {@code
 * pads} (all befores, then all afters) and {@code auto_pad}.
 */
final class WindowReader {
  private static final String SAME_UPPER = "SAME_UPPER";
  private static final String SAME_LOWER = "SAME_LOWER";

  private WindowReader() {}

  /** The window of a convolution or a pooling over spatial input extents. */
  static Window sliding(OnnxNode node, Shape kernel, Shape spatial) {
    Window window = withoutPadding(node, kernel);
    return switch (node.text("auto_pad", "NOTSET")) {
      case "NOTSET" -> padded(window, explicit(node, window.rank()));
      case "VALID" -> window;
      case SAME_UPPER, SAME_LOWER -> padded(window, split(node, sameTotals(window, spatial)));
      default -> throw unknownPadding(node);
    };
  }

  /** The window of the convolution that a transposed convolution is the adjoint of. */
  static Window transposed(OnnxNode node, Shape kernel, Shape spatial, int[] outputPadding) {
    Window window = withoutPadding(node, kernel);
    String autoPad = node.text("auto_pad", "NOTSET");
    boolean same = autoPad.equals(SAME_UPPER) || autoPad.equals(SAME_LOWER);
    if (!same && node.integers("output_shape").isEmpty()) {
      return padded(window, explicit(node, window.rank()));
    }
    int[] outputs =
        node.integers("output_shape")
            .orElseGet(
                () ->
                    IntStream.range(0, window.rank())
                        .map(i -> spatial.extent(i) * window.axes().get(i).stride())
                        .toArray());
    int[] totals =
        IntStream.range(0, window.rank())
            .map(
                i -> {
                  WindowAxis axis = window.axes().get(i);
                  return (spatial.extent(i) - 1) * axis.stride()
                      + outputPadding[i]
                      + axis.reach()
                      - outputs[i];
                })
            .toArray();
    OutOfScopeException.require(
        Arrays.stream(totals).allMatch(total -> total >= 0),
        "an output_shape beyond what input and output_padding reach");
    return padded(window, split(node, totals));
  }

  /** output_padding, 0 unless given. */
  static int[] outputPadding(OnnxNode node, int rank) {
    return node.integers("output_padding").orElseGet(() -> new int[rank]);
  }

  private static Window withoutPadding(OnnxNode node, Shape kernel) {
    int[] ones = new int[kernel.rank()];
    Arrays.fill(ones, 1);
    return Window.of(kernel.extents())
        .stride(node.integers("strides").orElse(ones))
        .dilation(node.integers("dilations").orElse(ones));
  }

  private static int[][] explicit(OnnxNode node, int rank) {
    int[] pads = node.integers("pads").orElseGet(() -> new int[2 * rank]);
    OutOfScopeException.require(
        pads.length == 2 * rank, "%d pads for %d spatial axes".formatted(pads.length, rank));
    return new int[][] {Arrays.copyOf(pads, rank), Arrays.copyOfRange(pads, rank, 2 * rank)};
  }

  /** ⌈n / s⌉ outputs: (⌈n / s⌉ − 1)·s + reach − n in all, where that is positive. */
  private static int[] sameTotals(Window window, Shape spatial) {
    return IntStream.range(0, window.rank())
        .map(
            i -> {
              WindowAxis axis = window.axes().get(i);
              int outputs = (spatial.extent(i) + axis.stride() - 1) / axis.stride();
              int needed = (outputs - 1) * axis.stride() + axis.reach() - spatial.extent(i);
              return Math.max(0, needed);
            })
        .toArray();
  }

  /** Half before and half after; of an odd total SAME_UPPER puts the greater part after. */
  private static int[][] split(OnnxNode node, int[] totals) {
    boolean upper = node.text("auto_pad", "NOTSET").equals(SAME_UPPER);
    int[] less = Arrays.stream(totals).map(total -> total / 2).toArray();
    int[] more = Arrays.stream(totals).map(total -> total - total / 2).toArray();
    return upper ? new int[][] {less, more} : new int[][] {more, less};
  }

  private static Window padded(Window window, int[][] pads) {
    return window.paddingBefore(pads[0]).paddingAfter(pads[1]);
  }

  private static OutOfScopeException unknownPadding(OnnxNode node) {
    return new OutOfScopeException("auto_pad = " + node.text("auto_pad", ""));
  }
}
