package dev.etalon.oracle.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoakTest {
  private static final SoakState FRESH =
      SoakState.fresh(
          11,
          List.of("softmax", "linear", "max_pool1d"),
          List.of(DType.FLOAT64, DType.FLOAT32),
          List.of("extended"));

  private static final Soak.Listener DEAF =
      new Soak.Listener() {
        @Override
        public void progressed(SoakState state) {}

        @Override
        public void disagreed(Disagreement disagreement) {}
      };

  private static SoakState timeless(SoakState state) {
    return new SoakState(
        state.seed(),
        state.operators(),
        state.dtypes(),
        state.judges(),
        state.done(),
        0,
        Map.of(),
        state.rows(),
        state.deviations(),
        state.disagreements(),
        state.failures());
  }

  @Test
  void anInterruptedSoakEndsAsAnUninterruptedOne() {
    SoakState part = new Soak("cpu", 2).run(FRESH, 10, DEAF);
    SoakState whole = new Soak("cpu", 1).run(FRESH, 24, DEAF);
    assertThat(part.done()).isEqualTo(10);
    assertThat(timeless(new Soak("cpu", 2).run(part, 24, DEAF))).isEqualTo(timeless(whole));
    assertThat(whole.count(Status.PASSED)).isPositive();
    assertThat(whole.disagreements()).isZero();
  }

  @Test
  void theOperatorsTakeTurns() {
    SoakState state = new Soak("cpu", 2).run(FRESH, 7, DEAF);
    assertThat(state.rows().stream().filter(row -> row.dtype().equals("float32")))
        .extracting(SoakState.Row::operator, SoakState.Row::cases)
        .containsExactly(tuple("softmax", 3L), tuple("linear", 2L), tuple("max_pool1d", 2L));
  }

  @Test
  void aStoppedSoakSaysHowFarItCame() {
    List<Long> heard = new ArrayList<>();
    Soak soak = new Soak("cpu", 1);
    SoakState state =
        soak.run(
            FRESH,
            1000,
            new Soak.Listener() {
              @Override
              public void progressed(SoakState now) {
                heard.add(now.done());
                soak.stop();
              }

              @Override
              public void disagreed(Disagreement disagreement) {}
            });
    assertThat(heard).containsExactly(state.done());
    assertThat(state.done()).isLessThan(1000);
  }
}
