package dev.etalon.reference.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.composition.Layer;
import dev.etalon.reference.composition.Sequential;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.pooling.GlobalAvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {
  private static final Layer CONVOLUTION =
      new Layer("conv", new Convolution(Window.of(3, 5).stride(1, 2), 1));

  private static final Map<String, Shape> SHAPES =
      Map.of(
          "input", Shape.of(2, 3, 10, 13),
          "conv.weight", Shape.of(4, 3, 3, 5),
          "conv.bias", Shape.of(4),
          "linear.weight", Shape.of(7, 80),
          "linear.bias", Shape.of(7));

  @Test
  void everyLayerHasItsShapeParametersAndReceptiveField() {
    Sequential model =
        Sequential.of(
            "model",
            CONVOLUTION,
            new Layer("relu", new Relu()),
            new Layer("pool", new MaxPool(Window.of(2, 1).stride(2, 1), false)),
            new Layer("flatten", new Flatten()),
            new Layer("linear", new Linear()));

    assertThat(ShapeInference.summarize(model, SHAPES))
        .containsExactly(
            new LayerSummary("conv", "conv2d", Shape.of(2, 4, 8, 5), 184, Shape.of(3, 5)),
            new LayerSummary("relu", "relu", Shape.of(2, 4, 8, 5), 0, Shape.of(3, 5)),
            new LayerSummary("pool", "max_pool2d", Shape.of(2, 4, 4, 5), 0, Shape.of(4, 5)),
            new LayerSummary("flatten", "flatten", Shape.of(2, 80), 0, Shape.of(10, 13)),
            new LayerSummary("linear", "linear", Shape.of(2, 7), 567, Shape.of(10, 13)));
  }

  @Test
  void aBiasThatIsNotGivenIsNoParameter() {
    Sequential model = Sequential.of("model", CONVOLUTION);
    Map<String, Shape> shapes =
        Map.of("input", Shape.of(2, 3, 10, 13), "conv.weight", Shape.of(4, 3, 3, 5));

    assertThat(ShapeInference.summarize(model, shapes))
        .singleElement()
        .extracting(LayerSummary::parameters)
        .isEqualTo(180L);
  }

  @Test
  void softmaxOverChannelsLeavesTheReceptiveFieldAsItIs() {
    Sequential model = Sequential.of("model", CONVOLUTION, new Layer("softmax", new Softmax(1)));

    assertThat(ShapeInference.summarize(model, SHAPES).get(1).receptiveField())
        .isEqualTo(Shape.of(3, 5));
  }

  @Test
  void fromGlobalPoolingOnEverythingIsSeen() {
    Sequential model =
        Sequential.of(
            "model",
            CONVOLUTION,
            new Layer("pool", new GlobalAvgPool(2)),
            new Layer("conv2", new Convolution(Window.of(1, 1), 1)));
    Map<String, Shape> shapes = new HashMap<>(SHAPES);
    shapes.put("conv2.weight", Shape.of(6, 4, 1, 1));

    assertThat(ShapeInference.summarize(model, shapes))
        .extracting(LayerSummary::receptiveField)
        .containsExactly(Shape.of(3, 5), Shape.of(10, 13), Shape.of(10, 13));
  }

  @Test
  void aModelOfVectorsHasNoSpatialReceptiveField() {
    Sequential model = Sequential.of("model", new Layer("linear", new Linear()));
    Map<String, Shape> shapes = Map.of("input", Shape.of(4, 3), "linear.weight", Shape.of(2, 3));

    assertThat(ShapeInference.summarize(model, shapes))
        .containsExactly(new LayerSummary("linear", "linear", Shape.of(4, 2), 6, Shape.scalar()));
  }

  @Test
  void aLayerThatMixesPositionsWithoutAWindowIsRefused() {
    Sequential model = Sequential.of("model", CONVOLUTION, new Layer("softmax", new Softmax(3)));

    assertThatThrownBy(() -> ShapeInference.summarize(model, SHAPES))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "layer softmax (softmax) neither slides a window nor works on every position alone; "
                + "a receptive field is defined for chains of such layers only");
  }
}
