package dev.etalon.reference.normalization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.normalization.BatchNorm.Statistics;
import dev.etalon.reference.operator.Asked;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BatchNormTest {
  private static final double EPSILON = 0.25;

  /** Sums of six terms, a division and a root, of numbers below 16. */
  private static final double ROUNDING = 32 * 16 * 0x1p-53;

  private static final Tensor INPUT =
      Tensor.float64(Shape.of(2, 2, 3), 1, 2, 4, -1, 0, 3, 7, 5, 3, 2, 2, -6);
  private static final double[] WEIGHT = {2, -3};
  private static final double[] BIAS = {0.5, 10};
  private static final double[] COTANGENT = {1, -2, 3, 0.5, 4, -1, 2, 2, -3, 1, 0, 5};

  private static Asked asked(Statistics statistics) {
    return Asked.of(new BatchNorm(statistics, EPSILON))
        .with("input", INPUT)
        .with("weight", Tensor.vector(WEIGHT))
        .with("bias", Tensor.vector(BIAS));
  }

  private static int channel(int offset) {
    return offset / 3 % 2;
  }

  private static double mean(int c) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += channel(i) == c ? INPUT.at(i) : 0;
    }
    return sum / 6;
  }

  private static double scale(int c) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += channel(i) == c ? Math.pow(INPUT.at(i) - mean(c), 2) : 0;
    }
    return 1 / Math.sqrt(sum / 6 + EPSILON);
  }

  private static double normalized(int i) {
    return (INPUT.at(i) - mean(channel(i))) * scale(channel(i));
  }

  @Test
  void inTrainingEachChannelIsNormalizedByItsOwnStatistics() {
    Tensor value = asked(Statistics.BATCH).forward();
    Tensor plain =
        Asked.of(new BatchNorm(Statistics.BATCH, EPSILON)).with("input", INPUT).forward();
    for (int i = 0; i < 12; i++) {
      int c = channel(i);
      assertThat(value.at(i)).isCloseTo(WEIGHT[c] * normalized(i) + BIAS[c], within(ROUNDING));
      assertThat(plain.at(i)).isCloseTo(normalized(i), within(ROUNDING));
    }
  }

  /** ∂x̂ᵢ/∂xⱼ = s·([i = j] − 1/M − x̂ᵢ·x̂ⱼ/M), summed over i. */
  @Test
  void theGradientGoesThroughMeanAndVariance() {
    Asked asked = asked(Statistics.BATCH);
    Tensor gradInput = asked.gradient("input", COTANGENT);
    Tensor gradWeight = asked.gradient("weight", COTANGENT);
    Tensor gradBias = asked.gradient("bias", COTANGENT);
    double[] byWeight = new double[2];
    double[] byBias = new double[2];
    for (int j = 0; j < 12; j++) {
      int c = channel(j);
      double expected = 0;
      for (int i = 0; i < 12; i++) {
        if (channel(i) == c) {
          double slope = (i == j ? 1 : 0) - 1 / 6.0 - normalized(i) * normalized(j) / 6;
          expected += COTANGENT[i] * WEIGHT[c] * scale(c) * slope;
        }
      }
      assertThat(gradInput.at(j)).isCloseTo(expected, within(ROUNDING));
      byWeight[c] += COTANGENT[j] * normalized(j);
      byBias[c] += COTANGENT[j];
    }
    assertThat(gradWeight.toArray()).containsExactly(byWeight, within(ROUNDING));
    assertThat(gradBias.toArray()).containsExactly(byBias);
  }

  @Test
  void inInferenceTheStatisticsAreGivenAndConstant() {
    double[] mean = {1, -2};
    Asked asked =
        asked(Statistics.RUNNING)
            .with("running_mean", Tensor.vector(mean))
            .with("running_var", Tensor.vector(2, 6));
    Tensor value = asked.forward();
    Tensor gradient = asked.gradient("input", COTANGENT);
    double[] scale = {1 / 1.5, 1 / 2.5};
    for (int i = 0; i < 12; i++) {
      int c = channel(i);
      double expected = WEIGHT[c] * (INPUT.at(i) - mean[c]) * scale[c] + BIAS[c];
      assertThat(value.at(i)).isCloseTo(expected, within(ROUNDING));
      assertThat(gradient.at(i)).isCloseTo(COTANGENT[i] * WEIGHT[c] * scale[c], within(ROUNDING));
    }
  }

  @Test
  void whatCannotBeNormalizedIsRefused() {
    Asked.isRefused(
        () -> new BatchNorm(Statistics.BATCH, -1),
        "batch_norm has epsilon = -1.0; allowed are 0 and more");
    Asked training = Asked.of(new BatchNorm(Statistics.BATCH));
    training
        .counting("input", 3)
        .isRefused("batch_norm needs an input of shape (N, C, …); given is (3)");
    training
        .counting("input", 1, 3)
        .isRefused(
            "batch_norm in training needs more than one element per channel to have a variance;"
                + " given is (1, 3): use a larger batch, or the running statistics");
    training
        .counting("input", 2, 3)
        .counting("weight", 2)
        .isRefused("batch_norm needs a weight of shape (3), one for each channel; given is (2)");
    asked(Statistics.RUNNING)
        .counting("running_mean", 2)
        .isRefused("batch_norm in inference needs both running_mean and running_var");
    asked(Statistics.BATCH)
        .counting("running_var", 2)
        .isRefused(
            "batch_norm in training takes its statistics from the input; leave out running_mean"
                + " and running_var");
  }

  @Test
  void itIsAffineInItsInputOnlyInInference() {
    assertThat(new BatchNorm(Statistics.BATCH).affineIn())
        .containsExactlyInAnyOrder("weight", "bias");
    assertThat(new BatchNorm(Statistics.RUNNING).affineIn())
        .containsExactlyInAnyOrder("input", "weight", "bias");
  }
}
