package dev.etalon.reference.shape;

import dev.etalon.reference.composition.Layer;
import dev.etalon.reference.composition.Sequential;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.Windowed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Infers extents, parameter counts and receptive fields of a chain of layers from the shapes of its
 * operands. A layer that slides a window widens the receptive field, one that works on every
 * position alone leaves it; from the first layer with a single position and no window on (global
 * pooling, flattening) an activation sees the whole input.
 */
public final class ShapeInference {
  /** The axes before the spatial ones: batch and channels. */
  private static final int LEADING = 2;

  private ShapeInference() {}

  /**
   * A summary of every layer, in order.
   *
   * @param chain the model, without its loss
   * @param operands the shape of the input (N, C, spatial…) and of every parameter
   * @throws ConstraintViolation if a layer is not defined for what it receives, or has several
   *     positions but no window
   */
  public static List<LayerSummary> summarize(Sequential chain, Map<String, Shape> operands) {
    Shape input = operands.get(Sequential.INPUT);
    List<Window> windows = new ArrayList<>();
    List<LayerSummary> summaries = new ArrayList<>();
    Shape flowing = input;
    boolean seesAll = false;
    for (Layer layer : chain.layers()) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      shapes.put(layer.flow().name(), flowing);
      long parameters = 0;
      for (Operand operand : layer.parameters()) {
        Shape shape = operands.get(layer.qualified(operand));
        if (shape != null) {
          shapes.put(operand.name(), shape);
          parameters += operand.isDifferentiable() ? shape.size() : 0;
        }
      }
      Shape output = layer.operator().outputShape(shapes);
      seesAll |= spatial(output).size() == 1 && !(layer.operator() instanceof Windowed);
      if (!seesAll) {
        windows.add(window(layer, shapes, output));
      }
      summaries.add(
          new LayerSummary(
              layer.name(),
              layer.operator().name(),
              output,
              parameters,
              seesAll ? spatial(input) : receptiveField(windows)));
      flowing = output;
    }
    return List.copyOf(summaries);
  }

  /** The spatial extents; those of a shape without spatial axes have one position. */
  private static Shape spatial(Shape shape) {
    return shape.from(Math.min(shape.rank(), LEADING));
  }

  /** The sizes of the receptive fields after a chain of windows, along each spatial axis. */
  private static Shape receptiveField(List<Window> windows) {
    int rank = windows.get(0).rank();
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int along = axis;
      sizes[axis] =
          ReceptiveField.forward(windows.stream().map(window -> window.axes().get(along)).toList())
              .size();
    }
    return Shape.of(sizes);
  }

  /** The window of a layer; a window of one element if it works on every position alone. */
  private static Window window(Layer layer, Map<String, Shape> shapes, Shape output) {
    if (layer.operator() instanceof Windowed windowed) {
      return windowed.window();
    }
    Shape input = shapes.get(layer.flow().name());
    ConstraintViolation.require(
        isPointwise(layer, shapes, input, output),
        () ->
            "layer %s (%s) neither slides a window nor works on every position alone; %s"
                .formatted(
                    layer.name(),
                    layer.operator().name(),
                    "a receptive field is defined for chains of such layers only"));
    int[] ones = new int[output.rank() - LEADING];
    Arrays.fill(ones, 1);
    return Window.of(ones);
  }

  /** Whether every output position depends only on the input at the same spatial position. */
  private static boolean isPointwise(
      Layer layer, Map<String, Shape> shapes, Shape input, Shape output) {
    if (input.rank() != output.rank() || !spatial(input).equals(spatial(output))) {
      return false;
    }
    Map<String, Tensor> operands = new LinkedHashMap<>();
    shapes.forEach(
        (operand, shape) -> operands.put(operand, Tensor.filled(DType.FLOAT64, shape, 1)));
    SparsityPattern pattern = SparsityPattern.of(layer.operator(), operands, layer.flow().name());
    int positions = spatial(input).size();
    for (int row = 0; row < pattern.rows(); row++) {
      int position = row % positions;
      if (Arrays.stream(pattern.row(row)).anyMatch(column -> column % positions != position)) {
        return false;
      }
    }
    return true;
  }
}
