package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.resampling.Crop;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The lectures' backward pass of a convolution of stride 1: both its VJPs are convolutions
 * themselves, so any algorithm for the forward pass serves for the backward pass too.
 *
 * @param operator the convolution that a VJP is
 * @param inputs its input and weight
 * @param <T> the number
 */
record DenseBackward<T>(Convolution operator, Inputs<T> inputs) {

  /**
   * x̄ = flip(w) ⋆ pad(ȳ, d(k−1) − pad): the cotangent, padded by what the reach of the kernel
   * leaves, correlated with the flipped kernels, input and output channels exchanged in each group.
   * Outputs that saw nothing but padding are cropped.
   */
  static <T> DenseBackward<T> byInput(
      Arithmetic<T> arithmetic, Convolution dense, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> weight = inputs.get("weight");
    NdArray<T> w = weight.flattenFrom(2);
    int outputs = w.shape().extent(0) / dense.groups();
    int channels = w.shape().extent(1);
    int last = w.shape().extent(2) - 1;
    NdArray<T> flipped =
        NdArray.generate(
            Shape.of(dense.groups() * channels, outputs, last + 1),
            i -> w.get(i[0] / channels * outputs + i[1], i[0] % channels, last - i[2]));
    int[] before = dense.window().each(axis -> axis.reach() - 1 - axis.paddingBefore());
    int[] after = dense.window().each(axis -> axis.reach() - 1 - axis.paddingAfter());
    Window window = dense.window().paddingBefore(positive(before)).paddingAfter(positive(after));
    return new DenseBackward<>(
        new Convolution(window, dense.groups()),
        new Inputs<>(
            Map.of(
                "input",
                cropped(arithmetic, cotangent, before, after),
                "weight",
                flipped.reshape(flipped.shape().until(2).append(weight.shape().from(2).extents()))),
            Map.of()));
  }

  /**
   * w̄ = ȳ ⋆ pad(x): the input correlated with the cotangent as its kernel, the batch in the place
   * of the channels. The result has the kernel's channels first: (C/groups, O, kernel…).
   */
  static <T> DenseBackward<T> byWeight(Convolution dense, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape input = inputs.get("input").shape();
    NdArray<T> x = inputs.get("input").flattenFrom(2);
    NdArray<T> g = cotangent.flattenFrom(2);
    int batch = input.extent(0);
    int channels = input.extent(1) / dense.groups();
    NdArray<T> images =
        NdArray.generate(
            Shape.of(channels, dense.groups() * batch, x.shape().extent(2)),
            i -> x.get(i[1] % batch, i[1] / batch * channels + i[0], i[2]));
    NdArray<T> kernels =
        NdArray.generate(
            Shape.of(g.shape().extent(1), batch, g.shape().extent(2)),
            i -> g.get(i[1], i[0], i[2]));
    Shape kernel = cotangent.shape().from(2);
    Window window =
        Window.of(kernel.extents())
            .stride(dense.window().each(WindowAxis::dilation))
            .paddingBefore(dense.window().each(WindowAxis::paddingBefore))
            .paddingAfter(dense.window().each(WindowAxis::paddingAfter));
    return new DenseBackward<>(
        new Convolution(window, dense.groups()),
        new Inputs<>(
            Map.of(
                "input",
                images.reshape(images.shape().until(2).append(input.from(2).extents())),
                "weight",
                kernels.reshape(kernels.shape().until(2).append(kernel.extents()))),
            Map.of()));
  }

  private static int[] positive(int[] padding) {
    return Arrays.stream(padding).map(extent -> Math.max(0, extent)).toArray();
  }

  private static <T> NdArray<T> cropped(
      Arithmetic<T> arithmetic, NdArray<T> cotangent, int[] before, int[] after) {
    Crop crop = new Crop(excess(before), excess(after));
    return crop.forward(arithmetic, new Inputs<>(Map.of("input", cotangent), Map.of()));
  }

  private static List<Integer> excess(int[] padding) {
    return Arrays.stream(padding).map(extent -> Math.max(0, -extent)).boxed().toList();
  }
}
