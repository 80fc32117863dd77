package dev.etalon.oracle.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.etalon.oracle.regression.Change.Kind;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Progress;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  /** Of one process to another; what a quiet machine shows. */
  private static final double SPREAD = 0.02;

  private static final int PROCESSES = 12;
  private static final int QUESTIONS = 40;

  @Test
  void theSameImplementationHasNotChanged() {
    Snapshot snapshot = observed(Evaluation.DEFINITION);

    Differences differences = Differences.between(snapshot, observed(Evaluation.DEFINITION));

    assertThat(differences.changes()).isEmpty();
    assertThat(differences.bitExactness())
        .isEqualTo("%d of %1$d".formatted(snapshot.observations().size()));
  }

  @Test
  void aLostDigitPassesTheJudgesAndIsFound() {
    Implementation coarse = altered(value -> value.map(x -> x * (1 + 20 * 0x1p-53)));

    Differences differences =
        Differences.between(observed(Evaluation.DEFINITION), observed(coarse));

    assertThat(differences.changes())
        .anySatisfy(
            change -> {
              assertThat(change.kind()).isEqualTo(Kind.LESS_PRECISE);
              assertThat(change.subject()).isEqualTo("logsumexp forward float64 extended");
              assertThat(change.sentence()).startsWith("RMS error ").contains("worst budget use");
            });
    assertThat(Differences.between(observed(coarse), observed(Evaluation.DEFINITION)).changes())
        .extracting(Change::kind)
        .contains(Kind.MORE_PRECISE)
        .doesNotContain(Kind.LESS_PRECISE);
  }

  @Test
  void aWrongValueIsBrokenAndAfterwardsRepaired() {
    Implementation wrong = altered(value -> value.map(x -> x + 1));

    Differences broken = Differences.between(observed(Evaluation.DEFINITION), observed(wrong));
    Differences repaired = Differences.between(observed(wrong), observed(Evaluation.DEFINITION));

    assertThat(broken.regressions())
        .isNotEmpty()
        .allSatisfy(change -> assertThat(change.kind()).isEqualTo(Kind.BROKEN))
        .anySatisfy(change -> assertThat(change.sentence()).startsWith("PASSED → FAILED: at ["));
    assertThat(repaired.regressions()).isEmpty();
    assertThat(repaired.changes()).extracting(Change::kind).contains(Kind.REPAIRED);
  }

  @Test
  void whatIsNoLongerOfferedOrAskedIsLostEvidence() {
    Snapshot before = observed(Evaluation.DEFINITION);
    Snapshot silent =
        observed(
            altered(
                value -> {
                  throw new UnsupportedOperationException("no longer");
                }));
    Snapshot empty =
        new Snapshot(Snapshot.SCHEMA, "empty", "none", 42, Map.of(), List.of(), List.of());

    assertThat(Differences.between(before, silent).regressions())
        .extracting(Change::kind)
        .containsOnly(Kind.EVIDENCE_LOST);
    assertThat(Differences.between(before, empty).regressions())
        .allSatisfy(change -> assertThat(change.sentence()).isEqualTo("PASSED → not asked"))
        .hasSize(
            (int)
                before.observations().stream()
                    .filter(observation -> observation.status() == Status.PASSED)
                    .count());
    assertThat(Differences.between(empty, before).regressions()).isEmpty();
  }

  @Test
  void otherSeedsAreOtherQuestions() {
    Snapshot other =
        new Snapshot(Snapshot.SCHEMA, "other", "none", 7, Map.of(), List.of(), List.of());

    assertThatThrownBy(() -> Differences.between(observed(Evaluation.DEFINITION), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed 42")
        .hasMessageContaining("from 7");
  }

  @Test
  void twoRunsOfOneBuildAreNoRegressionInTwentyOfTwentyTrials() {
    for (int trial = 0; trial < 20; trial++) {
      UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(trial);

      assertThat(Differences.between(timed(random, 1), timed(random, 1)).regressions())
          .as("trial %d", trial)
          .isEmpty();
    }
  }

  @Test
  void aSlowDownOfATenthIsFoundAndItsRatioEstimated() {
    for (int trial = 0; trial < 20; trial++) {
      UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(trial);
      Differences differences = Differences.between(timed(random, 1), timed(random, 1.1));

      assertThat(differences.regressions())
          .as("trial %d", trial)
          .extracting(Change::kind, Change::subject)
          .containsExactly(tuple(Kind.SLOWER, "case/0 float64 forward"));
      TimeShift shift = differences.shifts().get("case/0 float64 forward");
      assertThat(shift.ratio()).isBetween(1.05, 1.15);
      assertThat(shift.low()).isLessThan(shift.ratio());
      assertThat(shift.high()).isGreaterThan(shift.ratio());
      assertThat(shift.effect()).isGreaterThan(0.9);
    }
  }

  /** Counted by hand: 2 × 2 times, of which three pairs are longer and one is equal. */
  @Test
  void theEffectIsTheShareOfLongerPairs() {
    TimeShift shift = TimeShift.between(new double[] {1, 2}, new double[] {2, 4});

    assertThat(shift.effect()).isEqualTo(0.875);
    assertThat(shift.ratio()).isEqualTo(2);
  }

  /** Times of many questions, of which the first takes another factor. */
  private static Snapshot timed(UniformRandomProvider random, double factor) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    List<TimeSamples> times = new ArrayList<>();
    for (int question = 0; question < QUESTIONS; question++) {
      double typical = (1 + question) * (question == 0 ? factor : 1);
      times.add(
          new TimeSamples(
              "case",
              "case/" + question,
              "float64",
              "forward",
              IntStream.range(0, PROCESSES)
                  .mapToObj(process -> typical * Math.exp(SPREAD * normal.sample()))
                  .toList(),
              typical));
    }
    return new Snapshot(Snapshot.SCHEMA, "timed", "none", 42, Map.of(), List.of(), times);
  }

  private static Snapshot observed(Implementation implementation) {
    Selection selection =
        new Selection(Set.of("logsumexp"), Set.of(), Set.of("extended"), Set.of(DType.FLOAT64));
    return new Observer(implementation, selection, 42)
        .observe(implementation.name(), Map.of(), Progress.SILENT);
  }

  /** The definition with its values altered. */
  private static Implementation altered(UnaryOperator<Tensor> alteration) {
    return new Implementation() {
      @Override
      public String name() {
        return "altered";
      }

      @Override
      public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
        return alteration.apply(Evaluation.DEFINITION.forward(operator, operands, dtype));
      }

      @Override
      public Map<String, Tensor> vjp(
          Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
        return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
      }
    };
  }
}
