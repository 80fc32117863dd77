package dev.etalon.reference.convolution.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Cost;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConvolutionCostTest {
  private static Map<String, Shape> shapes(Shape input, Shape weight) {
    return Map.of("input", input, "weight", weight);
  }

  private static ConvolutionCost row(List<ConvolutionCost> table, String algorithm) {
    return table.stream()
        .filter(row -> row.algorithm().equals(algorithm))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsCountedIsWhatTheFormulaeSay() {
    List<Convolution> convolutions =
        List.of(
            new Convolution(Window.of(3, 3), 1),
            new Convolution(Window.of(3, 3).padding(1, 2), 1),
            new Convolution(Window.of(3, 3).padding(2, 0), 2),
            new Convolution(Window.of(2, 3).stride(2, 3).padding(1, 0), 2));
    for (Convolution convolution : convolutions) {
      Shape weight =
          Shape.of(6, 4 / convolution.groups()).append(convolution.window().kernel().extents());
      for (ConvolutionCost row :
          ConvolutionCost.table(convolution, shapes(Shape.of(2, 4, 7, 6), weight))) {
        assertThat(row.measured().multiplications())
            .as("%s of %s", row.algorithm(), convolution)
            .isEqualTo(row.multiplications());
      }
    }
  }

  /** The lecture's example: a 3×3 kernel on a 5×5 image gives 3×3. */
  @Test
  void theLecturesExampleTakesNineTimesNineProductsOrNineTimesTwentyFive() {
    List<ConvolutionCost> table =
        ConvolutionCost.table(
            new Convolution(Window.of(3, 3), 1),
            shapes(Shape.of(1, 1, 5, 5), Shape.of(1, 1, 3, 3)));
    assertThat(row(table, "definition").measured().multiplications()).isEqualTo(9 * 9);
    assertThat(row(table, "im2row").measured().multiplications()).isEqualTo(9 * 9);
    assertThat(row(table, "im2row").workspace()).isEqualTo(9 * 9);
    assertThat(row(table, "toeplitz").measured().multiplications()).isEqualTo(9 * 25);
    assertThat(row(table, "toeplitz").workspace()).isEqualTo(9 * 25);
  }

  @Test
  void winogradTakesSixteenProductsWhereTheDefinitionTakesThirtySix() {
    Shape weight = Shape.of(3, 2, 3, 3);
    Map<String, Shape> small = shapes(Shape.of(1, 2, 4, 4), weight);
    Map<String, Shape> large = shapes(Shape.of(1, 2, 6, 8), weight);
    Convolution convolution = new Convolution(Window.of(3, 3), 1);
    Winograd winograd = new Winograd(convolution);
    // from 1 to 2·3 tiles; the kernels' transforms drop out of the difference
    long tiles = 2 * 3 - 1;
    long pairs = 3 * 2;
    assertThat(
            Cost.forward(winograd, large).multiplications()
                - Cost.forward(winograd, small).multiplications())
        .isEqualTo(16 * tiles * pairs);
    assertThat(
            Cost.forward(convolution, large).multiplications()
                - Cost.forward(convolution, small).multiplications())
        .isEqualTo(36 * tiles * pairs);
  }

  /** Lavin and Gray: 32 additions for a tile of the input and 24 for a tile of the output. */
  @Test
  void winogradsTransformsTakeTheAdditionsOfThePaper() {
    Shape weight = Shape.of(3, 2, 3, 3);
    Map<String, Shape> small = shapes(Shape.of(1, 2, 4, 4), weight);
    Map<String, Shape> large = shapes(Shape.of(1, 2, 6, 8), weight);
    Winograd winograd = new Winograd(new Convolution(Window.of(3, 3), 1));
    long sums = 16 * (2 - 1) * 3;
    assertThat(
            Cost.forward(winograd, large).additions() - Cost.forward(winograd, small).additions())
        .isEqualTo(5 * (32 * 2 + 24 * 3 + sums));
  }

  @Test
  void theToeplitzMatrixGrowsWithTheSquareOfTheImage() {
    Convolution same = new Convolution(Window.of(3, 3).same(), 1);
    Shape weight = Shape.of(1, 1, 3, 3);
    ConvolutionCost small =
        row(ConvolutionCost.table(same, shapes(Shape.of(1, 1, 4, 4), weight)), "toeplitz");
    ConvolutionCost large =
        row(ConvolutionCost.table(same, shapes(Shape.of(1, 1, 8, 8), weight)), "toeplitz");
    assertThat(large.measured().multiplications())
        .isEqualTo(16 * small.measured().multiplications());
  }

  @Test
  void chainingMultipliesTheZerosThatTheDirectVjpAvoids() {
    Convolution strided = new Convolution(Window.of(2, 2).stride(3, 3), 1);
    Map<String, Shape> shapes = shapes(Shape.of(1, 2, 8, 8), Shape.of(3, 2, 2, 2));
    long direct = Cost.vjp(strided, shapes).multiplications();
    long chained = Cost.vjp(new Subsampled(strided), shapes).multiplications();
    // 9 kept outputs of the dense 7×7, 6 pairs of channels, 4 weights in each
    assertThat(direct).isEqualTo(2 * 9 * 6 * 4);
    assertThat(chained).isEqualTo(7 * 7 * 6 * 4 + meetings(8, 7, 2) * 6);
  }

  /** Pairs of an input and a kernel position whose output exists, on a square. */
  private static int meetings(int extent, int outputs, int kernel) {
    int along = 0;
    for (int i = 0; i < extent; i++) {
      for (int k = 0; k < kernel; k++) {
        along += i - k >= 0 && i - k < outputs ? 1 : 0;
      }
    }
    return along * along;
  }
}
