package dev.etalon.oracle.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What convolution is not: it commutes with translations, but neither with scaling nor with
 * rotation of the image. Small integers make both sides exact, so that they differ or do not.
 */
class ConvolutionCounterexampleTest {
  /** A vertical edge in an image. */
  private static final Tensor IMAGE =
      Tensor.float64(Shape.of(1, 1, 4, 4), 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1);

  /** A detector of vertical edges. */
  private static final Tensor EDGE =
      Tensor.float64(Shape.of(1, 1, 3, 3), -1, 0, 1, -1, 0, 1, -1, 0, 1);

  private static final Tensor ROUND =
      Tensor.float64(Shape.of(1, 1, 3, 3), 0, 1, 0, 1, -4, 1, 0, 1, 0);

  private static Tensor conv(Tensor image, Tensor kernel) {
    return Evaluation.DEFINITION.forward(
        new Convolution(Window.of(3, 3), 1),
        Map.of("input", image, "weight", kernel),
        DType.FLOAT64);
  }

  /** A quarter turn. */
  private static Tensor rotated(Tensor tensor) {
    return Rearrangement.transposed(tensor.shape(), 2, 3)
        .then(Rearrangement.flipped(tensor.shape(), 3))
        .of(tensor);
  }

  /** Twice as large, every pixel a square of four. */
  private static Tensor scaled(Tensor tensor) {
    Rearrangement rows = Rearrangement.along(tensor.shape(), 2, doubled(tensor.shape().extent(2)));
    return rows.then(Rearrangement.along(rows.to(), 3, doubled(tensor.shape().extent(3))))
        .of(tensor);
  }

  private static int[] doubled(int extent) {
    return IntStream.range(0, 2 * extent).map(i -> i / 2).toArray();
  }

  @Test
  void convolutionIsNotEquivariantToRotation() {
    assertThat(conv(rotated(IMAGE), EDGE)).isNotEqualTo(rotated(conv(IMAGE, EDGE)));
  }

  @Test
  void unlessTheKernelTurnsWithTheImage() {
    assertThat(conv(rotated(IMAGE), rotated(EDGE))).isEqualTo(rotated(conv(IMAGE, EDGE)));
  }

  @Test
  void orTheKernelIsRound() {
    assertThat(conv(rotated(IMAGE), ROUND)).isEqualTo(rotated(conv(IMAGE, ROUND)));
  }

  @Test
  void convolutionIsNotEquivariantToScaling() {
    Tensor ofScaled = conv(scaled(IMAGE), EDGE);
    Tensor scaledAfter = scaled(conv(IMAGE, EDGE));

    assertThat(ofScaled.shape()).isNotEqualTo(scaledAfter.shape());
    // nor where both are defined: the response to the edge is at other places
    Rearrangement common = Rearrangement.sliced(ofScaled.shape(), 2, 1, 5);
    Tensor cropped = common.then(Rearrangement.sliced(common.to(), 3, 1, 5)).of(ofScaled);
    assertThat(cropped.shape()).isEqualTo(scaledAfter.shape());
    assertThat(cropped).isNotEqualTo(scaledAfter);
  }
}
