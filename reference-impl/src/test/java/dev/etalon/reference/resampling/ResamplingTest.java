package dev.etalon.reference.resampling;

import static dev.etalon.reference.operator.Evaluations.dot;
import static dev.etalon.reference.operator.Evaluations.forward;
import static dev.etalon.reference.operator.Evaluations.integers;
import static dev.etalon.reference.operator.Evaluations.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.arithmetic.BudgetArithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ResamplingTest {
  private static Tensor line(double... elements) {
    return Tensor.float64(Shape.of(1, 1, elements.length), elements);
  }

  private static Tensor resample(Operator operator, Tensor input) {
    return forward(operator, Map.of("input", input));
  }

  @Example
  void paddingSurroundsAndCroppingTakesAway() {
    Pad pad = new Pad(List.of(1, 0), List.of(0, 2), 9);
    Tensor input = Tensor.float64(Shape.of(2, 2), 1, 2, 3, 4);
    Tensor padded = Tensor.float64(Shape.of(3, 4), 9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9);
    assertThat(resample(pad, input)).isEqualTo(padded);
    assertThat(resample(new Crop(List.of(1, 0), List.of(0, 2)), padded)).isEqualTo(input);
  }

  @Example
  void embeddingIsPadding() {
    assertThat(resample(new Pad(List.of(2), List.of(1), 0), line(5, 6)))
        .isEqualTo(line(0, 0, 5, 6, 0));
  }

  @Property(tries = 100)
  void croppingIsTheAdjointOfPadding(@ForAll Random random) {
    List<Integer> before = List.of(random.nextInt(3), random.nextInt(3));
    List<Integer> after = List.of(random.nextInt(3), random.nextInt(3));
    Tensor small = integers(random, 2, 3, 4);
    Tensor padded = resample(new Pad(before, after, 0), small);
    Tensor large = integers(random, padded.shape().extents());
    assertThat(dot(padded, large)).isEqualTo(dot(small, resample(new Crop(before, after), large)));
  }

  @Example
  void nearestRepeatsTheElementAtThePositionRoundedDown() {
    assertThat(resample(new UpsampleNearest(Resize.to(5)), line(1, 2, 3)))
        .isEqualTo(line(1, 1, 2, 2, 3));
    assertThat(resample(new UpsampleNearest(Resize.to(2)), line(1, 2, 3))).isEqualTo(line(1, 2));
    assertThat(
            vjp(
                    new UpsampleNearest(Resize.to(5)),
                    Map.of("input", line(1, 2, 3)),
                    line(1, 2, 4, 8, 16))
                .get("input"))
        .isEqualTo(line(3, 12, 16));
  }

  @Example
  void theIndexOfNearestIsExact() {
    Tensor ramp = Tensor.generate(DType.FLOAT64, Shape.of(1, 1, 14), i -> i);
    assertThat(resample(new UpsampleNearest(Resize.to(46)), ramp).at(23)).isEqualTo(7);
  }

  @Example
  void aFactorIsKeptAsItWasGiven() {
    // 4·2.125 makes 8 elements, as a factor of 2 does; element 2 lies at 2/2.125 < 1
    assertThat(resample(new UpsampleNearest(Resize.by(2.125)), line(1, 2, 3, 4)))
        .isEqualTo(line(1, 1, 1, 2, 2, 3, 3, 4));
    assertThat(resample(new UpsampleNearest(Resize.to(8)), line(1, 2, 3, 4)))
        .isEqualTo(line(1, 1, 2, 2, 3, 3, 4, 4));
    // t(2) = 2.5/1.25 − 0.5 = 1.5
    assertThat(resample(new UpsampleLinear(Resize.by(1.25), false), line(0, 10, 20)).at(2))
        .isEqualTo(15);
  }

  @Example
  void outerEdgesCoincideOrCornersDo() {
    Tensor input = line(0, 4);
    assertThat(resample(new UpsampleLinear(Resize.to(4), false), input))
        .isEqualTo(line(0, 1, 3, 4));
    assertThat(resample(new UpsampleLinear(Resize.to(5), true), input))
        .isEqualTo(line(0, 1, 2, 3, 4));
    assertThat(resample(new UpsampleLinear(Resize.to(1), true), line(3, 8))).isEqualTo(line(3));
    assertThat(resample(new UpsampleLinear(Resize.to(1), false), line(3, 8))).isEqualTo(line(5.5));
  }

  @Example
  void interpolationRunsAlongEveryAxis() {
    Tensor input = Tensor.float64(Shape.of(1, 1, 2, 2), 0, 8, 16, 40);
    assertThat(resample(new UpsampleLinear(Resize.to(3, 3), true), input))
        .isEqualTo(Tensor.float64(Shape.of(1, 1, 3, 3), 0, 4, 8, 8, 16, 24, 16, 28, 40));
  }

  @Property(tries = 50)
  void aConstantStaysConstant(@ForAll Random random) {
    Tensor sevens = Tensor.filled(DType.FLOAT64, Shape.of(1, 2, 3, 4), 7);
    Resize size = Resize.to(1 + random.nextInt(9), 1 + random.nextInt(9));
    for (Operator operator :
        List.of(
            new UpsampleNearest(size),
            new UpsampleLinear(size, false),
            new UpsampleLinear(size, true))) {
      for (double element : resample(operator, sevens).toArray()) {
        assertThat(Math.abs(element - 7)).isLessThanOrEqualTo(4 * Math.ulp(7.0));
      }
    }
  }

  /**
   * A coordinate that is an integer may round to just below it, where a kernel gives the element
   * before a weight of the size of the error: the budget allows for that, and the value is 0.
   */
  @Example
  void theBudgetReachesIntoTheNeighbouringCell() {
    BudgetArithmetic budget = new BudgetArithmetic(DType.FLOAT32);
    Tensor input = line(1, 2, 3, 4, 5, 6, 7);
    UpsampleLinear operator = new UpsampleLinear(Resize.to(4), true);
    NdArray<BudgetArithmetic.Bounded> gradient =
        operator
            .vjp(
                budget,
                Evaluation.inputs(operator, budget, Map.of("input", input)),
                NdArray.from(line(0, 1, 0, 0), budget::constant))
            .get("input");
    // t(1) = 2
    assertThat(gradient.at(2).value()).isEqualTo(1);
    assertThat(gradient.at(1).value()).isZero();
    assertThat(gradient.at(1).error()).isPositive().isLessThan(1e-5);
    assertThat(gradient.at(3).error()).isPositive();
    assertThat(gradient.at(0).error()).isZero();
    assertThat(gradient.at(5).error()).isZero();
  }

  @Example
  void refusalsSayWhatWasGivenAndWhatIsAllowed() {
    assertThatThrownBy(() -> resample(new Crop(List.of(1), List.of(1)), line(1, 2)))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "crop takes 2 of the 2 elements of an axis of (1, 1, 2); something must be left");
    assertThatThrownBy(() -> new Pad(List.of(1, 0), List.of(-1, 0), 0))
        .hasMessage("pad has an extent of -1; it must be at least 0");
    assertThatThrownBy(() -> new Pad(List.of(1, 0), List.of(1), 0))
        .hasMessage("pad has 2 extents before and 1 after; give one of each for every axis");
    assertThatThrownBy(() -> Resize.to(0))
        .hasMessage("the output extent is 0; it must be at least 1");
    assertThatThrownBy(() -> Resize.by(-1.0))
        .hasMessage("the factor is -1.0; it must be positive and finite");
    assertThatThrownBy(() -> resample(new UpsampleNearest(Resize.by(0.25)), line(1, 2)))
        .hasMessage("a factor of 0.25 leaves nothing of an extent of 2; use a larger factor");
    assertThatThrownBy(() -> resample(new UpsampleNearest(Resize.to(2, 2)), line(1, 2)))
        .hasMessage(
            "upsample_nearest2d needs an input of shape (N, C, 2 spatial axes), none of them empty; "
                + "given is (1, 1, 2)");
  }
}
