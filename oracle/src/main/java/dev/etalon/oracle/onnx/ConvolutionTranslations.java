package dev.etalon.oracle.onnx;

import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.Fold;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code Conv}, {@code ConvTranspose} and {@code Col2Im}. */
final class ConvolutionTranslations {
  private ConvolutionTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "Conv", ConvolutionTranslations::convolution,
        "ConvTranspose", ConvolutionTranslations::transposedConvolution,
        "Col2Im", ConvolutionTranslations::columnsToImage);
  }

  private static List<Vector> columnsToImage(Invocation called) {
    called.readsOnly("dilations", "pads", "strides");
    Shape image = shape(called.input(1));
    Window window = WindowReader.sliding(called.node(), shape(called.input(2)), image);
    return List.of(
        new Vector(
            new Fold(window, Arrays.stream(image.extents()).boxed().toList()),
            Map.of("input", called.input(0)),
            called.output()));
  }

  /** A shape that is given as a tensor of its extents. */
  private static Shape shape(Tensor extents) {
    return Shape.of(Arrays.stream(extents.toArray()).mapToInt(extent -> (int) extent).toArray());
  }

  private static List<Vector> convolution(Invocation called) {
    called.readsOnly("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides");
    Shape spatial = called.input(0).shape().from(2);
    Window window = WindowReader.sliding(called.node(), kernel(called), spatial);
    return vector(called, new Convolution(window, called.node().integer("group", 1)));
  }

  private static List<Vector> transposedConvolution(Invocation called) {
    called.readsOnly(
        "auto_pad",
        "dilations",
        "group",
        "kernel_shape",
        "output_padding",
        "output_shape",
        "pads",
        "strides");
    Shape spatial = called.input(0).shape().from(2);
    int[] outputPadding = WindowReader.outputPadding(called.node(), spatial.rank());
    Window window = WindowReader.transposed(called.node(), kernel(called), spatial, outputPadding);
    return vector(
        called,
        new TransposedConvolution(
            window,
            Arrays.stream(outputPadding).boxed().toList(),
            called.node().integer("group", 1)));
  }

  private static Shape kernel(Invocation called) {
    Shape weight = called.input(1).shape();
    return called.node().integers("kernel_shape").map(Shape::of).orElseGet(() -> weight.from(2));
  }

  private static List<Vector> vector(Invocation called, Operator operator) {
    Map<String, Tensor> operands = new LinkedHashMap<>();
    operands.put("input", called.input(0));
    operands.put("weight", called.input(1));
    called.optionalInput(2).ifPresent(bias -> operands.put("bias", bias));
    return List.of(new Vector(operator, operands, called.output()));
  }
}
