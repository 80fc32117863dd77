package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.DType;
import org.junit.jupiter.api.Test;

class RiddersDerivativeTest {
  /** With steps of 1/4 and 1/8 the extrapolations agree to 4·10⁻⁶ and are off by 0.46. */
  @Test
  void anAccidentalAgreementOfLargeStepsIsNotTheEnd() {
    double slope = 12.025514506966182;
    double offset = 0.9409613450474774;
    double value = Math.tanh(offset);
    double expected = slope * (1 - value * value);

    RiddersDerivative.Estimate estimate =
        new RiddersDerivative(x -> Math.tanh(slope * x + offset), 1e-15, DType.FLOAT64).at(0, 0.25);

    assertThat(Math.abs(estimate.derivative() - expected)).isLessThanOrEqualTo(estimate.error());
    assertThat(estimate.error()).isLessThan(1e-9);
  }

  @Test
  void twoStepsAreEnoughForALinearFunction() {
    int[] evaluations = new int[1];

    RiddersDerivative.Estimate estimate =
        new RiddersDerivative(
                x -> {
                  evaluations[0]++;
                  return 3 * x - 5;
                },
                0,
                DType.FLOAT64)
            .at(1, 0.25);

    assertThat(estimate.derivative()).isEqualTo(3);
    assertThat(evaluations[0]).isEqualTo(5);
  }
}
