package dev.etalon.oracle.onnx;

import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * {@code Resize}, which has many more conventions than the up-sampling of the lectures. Nearest
 * neighbours are in scope where ONNX's rule picks the same elements as ⌊i·step⌋; linear
 * interpolation where the coordinates are those with aligned edges or aligned corners.
 */
final class ResizeTranslations {
  private static final String COORDINATES = "coordinate_transformation_mode";

  private ResizeTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of("Resize", ResizeTranslations::resize);
  }

  private static List<Vector> resize(Invocation called) {
    called.readsOnly(
        "antialias",
        "axes",
        COORDINATES,
        "cubic_coeff_a",
        "exclude_outside",
        "extrapolation_value",
        "keep_aspect_ratio_policy",
        "mode",
        "nearest_mode");
    OutOfScopeException.require(
        called.node().integer("antialias", 0) == 0, "antialias = 1 (a filter as wide as the step)");
    String coordinates = called.node().text(COORDINATES, "half_pixel");
    OutOfScopeException.require(
        !coordinates.equals("tf_crop_and_resize"), COORDINATES + " = tf_crop_and_resize");
    Tensor x = called.input(0);
    Shape output = called.output().shape();
    double[] scales = scales(called, x.shape());
    OutOfScopeException.require(
        scales.length > 2 && scales[0] == 1 && scales[1] == 1, "a resized batch or channel axis");
    String mode = called.node().text("mode", "nearest");
    Operator operator =
        switch (mode) {
          case "nearest" -> nearest(called, coordinates, scales);
          case "linear" -> linear(called, coordinates, scales);
          default -> throw new OutOfScopeException("mode = " + mode);
        };
    OutOfScopeException.require(
        operator.outputShape(Map.of("input", x.shape())).equals(output),
        "an output of shape %s that no operator here gives".formatted(output));
    return List.of(new Vector(operator, Map.of("input", x), called.output()));
  }

  /** The factor of every axis. */
  private static double[] scales(Invocation called, Shape input) {
    int rank = input.rank();
    int[] axes = called.node().integers("axes").orElseGet(() -> IntStream.range(0, rank).toArray());
    double[] scales = new double[rank];
    Arrays.fill(scales, 1);
    Optional<Tensor> given = called.optionalInput(2).filter(tensor -> tensor.size() > 0);
    for (int i = 0; i < axes.length; i++) {
      int axis = input.normalizeAxis(axes[i]);
      scales[axis] =
          given.isPresent() ? given.get().at(i) : called.input(3).at(i) / input.extent(axis);
    }
    return uniform(called, axes, scales);
  }

  /** With an aspect ratio to keep, all axes have the least of the factors, or the greatest. */
  private static double[] uniform(Invocation called, int[] axes, double[] scales) {
    String policy = called.node().text("keep_aspect_ratio_policy", "stretch");
    if (policy.equals("stretch")) {
      return scales;
    }
    var factors = Arrays.stream(axes).mapToDouble(axis -> scales[axis]);
    double factor = (policy.equals("not_larger") ? factors.min() : factors.max()).orElse(1);
    for (int axis : axes) {
      scales[axis] = factor;
    }
    return scales;
  }

  /** By factors if those were given, else to the output's extents. */
  private static Resize size(Invocation called, double[] scales) {
    boolean byFactors = called.optionalInput(2).filter(tensor -> tensor.size() > 0).isPresent();
    if (byFactors) {
      return new Resize.By(Arrays.stream(scales).skip(2).boxed().toList());
    }
    Shape spatial = called.output().shape().from(2);
    return new Resize.To(Arrays.stream(spatial.extents()).boxed().toList());
  }

  private static Operator linear(Invocation called, String coordinates, double[] scales) {
    boolean aligned = coordinates.equals("align_corners");
    boolean single =
        Arrays.stream(called.output().shape().from(2).extents()).anyMatch(extent -> extent == 1);
    boolean halfPixel =
        coordinates.equals("half_pixel") || coordinates.equals("pytorch_half_pixel") && !single;
    OutOfScopeException.require(
        aligned || halfPixel,
        "mode = linear, %s = %s%s"
            .formatted(COORDINATES, coordinates, single ? " to a single element" : ""));
    return new UpsampleLinear(size(called, scales), aligned);
  }

  private static Operator nearest(Invocation called, String coordinates, double[] scales) {
    Operator operator = new UpsampleNearest(size(called, scales));
    String rule = called.node().text("nearest_mode", "round_prefer_floor");
    Shape input = called.input(0).shape();
    Shape output = called.output().shape();
    boolean same =
        IntStream.range(2, input.rank())
            .allMatch(
                axis -> {
                  int n = input.extent(axis);
                  int[] ours = picked(operator, input, output, axis);
                  return IntStream.range(0, output.extent(axis))
                      .allMatch(
                          i -> {
                            double source =
                                source(coordinates, i, scales[axis], n, output.extent(axis));
                            return ours[i] == Math.min(Math.max(rounded(rule, source), 0), n - 1);
                          });
                });
    OutOfScopeException.require(
        same,
        "mode = nearest, %s = %s, nearest_mode = %s picks other elements than ⌊i·step⌋"
            .formatted(COORDINATES, coordinates, rule));
    return operator;
  }

  /** The positions along an axis that the operator here picks, from an image of positions. */
  private static int[] picked(Operator operator, Shape input, Shape output, int axis) {
    Tensor positions = Tensor.generate(DType.FLOAT64, input, offset -> input.index(offset)[axis]);
    Tensor resized =
        Evaluation.DEFINITION.forward(operator, Map.of("input", positions), DType.FLOAT64);
    OutOfScopeException.require(
        resized.shape().equals(output),
        "an output of shape %s where %s gives %s"
            .formatted(output, operator.name(), resized.shape()));
    int step = output.from(axis + 1).size();
    return IntStream.range(0, output.extent(axis)).map(i -> (int) resized.at(i * step)).toArray();
  }

  /** ONNX's coordinate in the input of output position i. */
  private static double source(String coordinates, int i, double scale, int input, int output) {
    return switch (coordinates) {
      case "half_pixel" -> (i + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> output > 1 ? (i + 0.5) / scale - 0.5 : 0;
      case "asymmetric" -> i / scale;
      case "align_corners" -> output > 1 ? i * (input - 1.0) / (output - 1) : 0;
      default -> throw new OutOfScopeException(COORDINATES + " = " + coordinates);
    };
  }

  private static int rounded(String rule, double source) {
    return (int)
        switch (rule) {
          case "floor" -> Math.floor(source);
          case "ceil" -> Math.ceil(source);
          case "round_prefer_floor" -> Math.ceil(source - 0.5);
          case "round_prefer_ceil" -> Math.floor(source + 0.5);
          default -> throw new OutOfScopeException("nearest_mode = " + rule);
        };
  }
}
