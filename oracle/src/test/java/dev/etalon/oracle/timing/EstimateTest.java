package dev.etalon.oracle.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class EstimateTest {
  @Test
  void oneSlowRoundDoesNotMoveTheMedian() {
    Estimate median = Estimate.median(new double[] {2, 2, 2, 90, 2});
    assertThat(median.value()).isEqualTo(2);
    assertThat(median.low()).isEqualTo(2);
  }

  @Test
  void ofEqualRoundsTheIntervalIsAPoint() {
    assertThat(Estimate.ratio(new double[] {3, 3, 3}, new double[] {2, 2, 2}))
        .isEqualTo(new Estimate(1.5, 1.5, 1.5));
  }

  /** Coverage of 95 % over 400 experiments has a standard deviation of 1.1 %. */
  @Test
  void theIntervalHoldsTheTrueMedianAsOftenAsItSays() {
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(11);
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    int experiments = 400;
    long held =
        IntStream.range(0, experiments)
            .filter(
                experiment -> {
                  double[] rounds = new double[25];
                  for (int i = 0; i < rounds.length; i++) {
                    rounds[i] = 10 + normal.sample();
                  }
                  Estimate median = Estimate.median(rounds);
                  return median.low() <= 10 && 10 <= median.high();
                })
            .count();
    assertThat(held / (double) experiments).isCloseTo(0.95, within(0.035));
  }

  /** A spell that slows both in the same rounds leaves their ratio alone. */
  @Test
  void whatMeetsBothInARoundCancelsInTheRatio() {
    double[] spells = {1, 1, 3, 3, 1, 3, 1, 3, 1};
    double[] baseline = new double[spells.length];
    double[] subject = new double[spells.length];
    for (int i = 0; i < spells.length; i++) {
      baseline[i] = 4 * spells[i];
      subject[i] = 2 * spells[i];
    }
    Estimate ratio = Estimate.ratio(baseline, subject);
    assertThat(ratio).isEqualTo(new Estimate(2, 2, 2));
    assertThat(Estimate.median(subject).high()).isGreaterThan(Estimate.median(subject).low());
  }

  @Test
  void aRatioNeedsTheSameRounds() {
    assertThatThrownBy(() -> Estimate.ratio(new double[] {1}, new double[] {1, 2}))
        .hasMessage("1 and 2 rounds; a ratio needs as many of both");
  }
}
