package dev.etalon.reference.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.loss.ZeroOneLoss.Prediction;
import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses beside their formulas, written down once more. */
class LossFormulasTest {
  /** At most 32 roundings of numbers below 8. */
  private static final double ROUNDING = 32 * 8 * 0x1p-53;

  private static final double[] INPUT = {-1.5, 0.25, 2, 0.5, -3, 1};
  private static final double[] TARGET = {0.2, 0.7, 0.5, 0.9, 0.1, 0.4};

  static Stream<Arguments> elementwise() {
    return Stream.of(
        loss(
            BinaryCrossEntropyWithLogits::new,
            (x, t) -> Math.log(1 + Math.exp(x)) - t * x,
            (x, t) -> 1 / (1 + Math.exp(-x)) - t,
            (x, t) -> -x),
        loss(
            GaussianNll::new,
            (x, t) -> (x - t) * (x - t) / 2 + Math.log(2 * Math.PI) / 2,
            (x, t) -> x - t,
            (x, t) -> t - x),
        loss(
            KlDivergence::new,
            (x, t) -> t * (Math.log(t) - x),
            (x, t) -> -t,
            (x, t) -> Math.log(t) - x + 1),
        loss(
            MseLoss::new,
            (x, t) -> (x - t) * (x - t),
            (x, t) -> 2 * (x - t),
            (x, t) -> 2 * (t - x)));
  }

  private static Arguments loss(
      Function<Reduction, Operator> loss,
      DoubleBinaryOperator value,
      DoubleBinaryOperator byInput,
      DoubleBinaryOperator byTarget) {
    return Arguments.of(loss, value, byInput, byTarget);
  }

  @ParameterizedTest
  @MethodSource("elementwise")
  void eachElementIsThatOfTheFormulaAndTheMeanIsOverThemAll(
      Function<Reduction, Operator> loss,
      DoubleBinaryOperator value,
      DoubleBinaryOperator byInput,
      DoubleBinaryOperator byTarget) {
    double sum = 0;
    Asked each = asked(loss.apply(Reduction.NONE));
    double[] cotangent = {1, -1, 2, 0.5, 3, -2};
    for (int i = 0; i < INPUT.length; i++) {
      double x = INPUT[i];
      double t = TARGET[i];
      sum += value.applyAsDouble(x, t);
      assertThat(each.forward().at(i)).isCloseTo(value.applyAsDouble(x, t), within(ROUNDING));
      assertThat(each.gradient("input", cotangent).at(i))
          .isCloseTo(cotangent[i] * byInput.applyAsDouble(x, t), within(ROUNDING));
      assertThat(each.gradient("target", cotangent).at(i))
          .isCloseTo(cotangent[i] * byTarget.applyAsDouble(x, t), within(ROUNDING));
      assertThat(asked(loss.apply(Reduction.MEAN)).gradient("input", 12).at(i))
          .isCloseTo(2 * byInput.applyAsDouble(x, t), within(ROUNDING));
      assertThat(asked(loss.apply(Reduction.SUM)).gradient("target", 2).at(i))
          .isCloseTo(2 * byTarget.applyAsDouble(x, t), within(ROUNDING));
    }
    assertThat(asked(loss.apply(Reduction.SUM)).forward().at(0))
        .isCloseTo(sum, within(6 * ROUNDING));
    assertThat(asked(loss.apply(Reduction.MEAN)).forward().at(0))
        .isCloseTo(sum / 6, within(ROUNDING));
  }

  private static Asked asked(Operator loss) {
    return Asked.of(loss)
        .with("input", Tensor.float64(Shape.of(2, 3), INPUT))
        .with("target", Tensor.float64(Shape.of(2, 3), TARGET));
  }

  private static Asked labelled(Operator loss) {
    return Asked.of(loss)
        .with("input", Tensor.float64(Shape.of(2, 3), INPUT))
        .with("target", Tensor.int64(Shape.of(2), 2, 0));
  }

  @Test
  void negativeLogLikelihoodPicksTheTargetsAndWeighsTheMean() {
    assertThat(labelled(new NllLoss(Reduction.NONE)).forward().toArray()).containsExactly(-2, -0.5);
    Asked weighted = labelled(new NllLoss(Reduction.MEAN)).with("weight", Tensor.vector(3, 5, 1));
    assertThat(weighted.forward().at(0)).isEqualTo(-(2 + 3 * 0.5) / 4);
    assertThat(weighted.gradient("input", 8).toArray()).containsExactly(0, 0, -2, -6, 0, 0);
    assertThat(labelled(new NllLoss(Reduction.SUM)).gradient("input", 3).toArray())
        .containsExactly(0, 0, -3, -3, 0, 0);
  }

  @Test
  void crossEntropyOfProbabilitiesWeighsTheClassesAndDividesByTheExamples() {
    double[] weight = {3, 0.5, 1};
    Asked asked =
        asked(new CrossEntropy(new Target.Probabilities(), Reduction.MEAN))
            .with("weight", Tensor.vector(weight));
    double loss = 0;
    double[] byInput = new double[6];
    double[] byTarget = new double[6];
    for (int n = 0; n < 2; n++) {
      double partition = 0;
      double mass = 0;
      for (int c = 0; c < 3; c++) {
        partition += Math.exp(INPUT[3 * n + c]);
        mass += weight[c] * TARGET[3 * n + c];
      }
      for (int c = 0; c < 3; c++) {
        double log = INPUT[3 * n + c] - Math.log(partition);
        loss -= weight[c] * TARGET[3 * n + c] * log / 2;
        byInput[3 * n + c] = Math.exp(log) * mass - weight[c] * TARGET[3 * n + c];
        byTarget[3 * n + c] = -weight[c] * log;
      }
    }
    assertThat(asked.forward().at(0)).isCloseTo(loss, within(ROUNDING));
    assertThat(asked.gradient("input", 2).toArray()).containsExactly(byInput, within(ROUNDING));
    assertThat(asked.gradient("target", 2).toArray())
        .containsExactly(byTarget, within(2 * ROUNDING));
  }

  @Test
  void theEmpiricalErrorCountsWrongPredictions() {
    assertThat(zeroOne(Reduction.NONE, 2, 0).forward().toArray()).containsExactly(0, 1);
    assertThat(zeroOne(Reduction.SUM, 0, 0).forward().at(0)).isEqualTo(2);
    assertThat(zeroOne(Reduction.MEAN, 2, 1).forward().at(0)).isEqualTo(0.5);
    assertThat(zeroOne(Reduction.NONE, 2, 2).forward().toArray()).containsExactly(0, 0);
    Asked tied =
        Asked.of(new ZeroOneLoss(Prediction.ARGMAX, Reduction.NONE))
            .with("input", Tensor.float64(Shape.of(2, 2), 1, 1, Double.NaN, 9))
            .with("target", Tensor.int64(Shape.of(2), 0, 0));
    assertThat(tied.forward().toArray()).as("the first, and NaN").containsExactly(0, 0);
    Asked signs =
        Asked.of(new ZeroOneLoss(Prediction.SIGN, Reduction.NONE))
            .with("input", Tensor.vector(-1, 0, 0.1, 2))
            .with("target", Tensor.int64(Shape.of(4), 1, 0, 1, 0));
    assertThat(signs.forward().toArray()).containsExactly(1, 0, 0, 1);
  }

  private static Asked zeroOne(Reduction reduction, long... targets) {
    return Asked.of(new ZeroOneLoss(Prediction.ARGMAX, reduction))
        .with("input", Tensor.float64(Shape.of(2, 3), INPUT))
        .with("target", Tensor.int64(Shape.of(2), targets));
  }
}
