package dev.etalon.oracle.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** No test here takes the time: the contestants say what they took. */
class RaceTest {
  private static final Pace PACE = new Pace(4, 0.1, 3, 0.05);

  private final List<String> runs = new ArrayList<>();

  private Timed contestant(String name, double seconds) {
    return repetitions -> {
      runs.add(name);
      return seconds * repetitions;
    };
  }

  @Test
  void contestantsAreMeasuredInTurn() {
    Race.run(List.of(contestant("a", 0.2), contestant("b", 0.1)), PACE);
    assertThat(runs.subList(runs.size() - 8, runs.size()))
        .containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
  }

  @Test
  void whatIsTooShortIsRepeatedUntilARoundIsFilled() {
    Race.Lane lane = Race.run(List.of(contestant("a", 1e-5)), PACE).get(0);
    assertThat(lane.repetitions() * 1e-5).isBetween(0.1, 0.2);
    assertThat(lane.seconds()).hasSize(4);
    for (double seconds : lane.seconds()) {
      assertThat(seconds).isCloseTo(1e-5, within(1e-15));
    }
  }

  @Test
  void aContestantIsWarmWhenThreeMeasurementsInARowAreAlike() {
    double[] warming = {0.9, 0.5, 0.3, 0.2, 0.2, 0.2};
    int[] run = {0};
    Race.Lane lane =
        Race.run(List.of(n -> warming[Math.min(run[0]++, warming.length - 1)]), PACE).get(0);
    assertThat(lane.steady()).isTrue();
    assertThat(run[0]).isEqualTo(warming.length + PACE.rounds());
    assertThat(lane.seconds()).containsOnly(0.2);
  }

  @Test
  void aContestantThatNeverSettlesIsMeasuredAndSaidToBeUnsteady() {
    int[] run = {0};
    Race.Lane lane = Race.run(List.of(n -> run[0]++ % 2 == 0 ? 0.2 : 0.4), PACE).get(0);
    assertThat(lane.steady()).isFalse();
    // 0.2 + 0.4 + … reaches the 3 seconds of the pace with the tenth measurement
    assertThat(run[0]).isEqualTo(10 + PACE.rounds());
  }

  @Test
  void aClockThatDoesNotMoveEndsTheWarmUpToo() {
    assertThat(Race.run(List.of(n -> 0), PACE).get(0).steady()).isFalse();
  }

  @Test
  void javaCodeIsTimedByTheClockItIsGiven() {
    AtomicLong now = new AtomicLong(7);
    Timed timed = Timed.of(() -> now.addAndGet(250_000_000), now::get);
    assertThat(timed.seconds(3)).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void aPaceHasARound() {
    assertThatThrownBy(() -> PACE.withRounds(0)).hasMessage("0 rounds; at least 1 is needed");
  }
}
