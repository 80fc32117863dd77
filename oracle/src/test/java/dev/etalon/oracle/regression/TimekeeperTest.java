package dev.etalon.oracle.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimekeeperTest {
  /** Only what is timed moves this clock, and the yardstick's rounds not at all. */
  private long now;

  @Test
  void aTimeIsTheClocksPerRunAndWhatIsNotOfferedHasNone() {
    Selection selection = new Selection(Set.of("relu"), Set.of(), Set.of(), Set.of(DType.FLOAT64));

    List<TimeSamples> samples =
        new Timekeeper(
                new Ticking(5_000_000), null, selection, 42, () -> now += 1_000_000, () -> now)
            .sample();

    assertThat(samples).hasSize(1);
    TimeSamples forward = samples.get(0);
    assertThat(forward.quantity()).isEqualTo("forward");
    // a run takes 5 ms by this clock, and each reading of it one more
    assertThat(forward.seconds()).isBetween(0.005, 0.0061);
    assertThat(forward.relative()).hasSize(1);
  }

  @Test
  void aYardstickIsTheUnit() {
    Selection selection = new Selection(Set.of("relu"), Set.of(), Set.of(), Set.of(DType.FLOAT64));

    List<TimeSamples> samples =
        new Timekeeper(
                new Ticking(9_000_000), new Ticking(3_000_000), selection, 42, () -> now, () -> now)
            .sample();

    assertThat(samples)
        .singleElement()
        .satisfies(forward -> assertThat(forward.relative().get(0)).isCloseTo(3, offset(1e-9)));
  }

  @Test
  void theSamplesOfSeveralProcessesStandTogether() {
    TimeSamples one = new TimeSamples("relu", "relu/a", "float64", "forward", List.of(2.0), 3);
    TimeSamples two = new TimeSamples("relu", "relu/a", "float64", "forward", List.of(4.0), 5);

    assertThat(Timekeeper.together(List.of(List.of(one), List.of(two))))
        .containsExactly(
            new TimeSamples("relu", "relu/a", "float64", "forward", List.of(2.0, 4.0), 5));
  }

  private final class Ticking implements Implementation {
    private final long nanos;

    Ticking(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public String name() {
      return "ticking";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      now += nanos;
      return operands.get("input");
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      throw new UnsupportedOperationException("later");
    }
  }
}
