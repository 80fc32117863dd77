package dev.etalon.oracle.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final Standard STANDARD =
      new Standard(
          Recipe.of("t", new Linear()).normal("input", 2, 3).normal("weight", 4, 3).draw(1),
          DType.FLOAT64);

  /** An implementation that gives what it is told to. */
  private record Told(Supplier<Tensor> value, Supplier<Map<String, Tensor>> gradients)
      implements Implementation {
    @Override
    public String name() {
      return "told";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      return value.get();
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      return gradients.get();
    }
  }

  private static Verdict verdict(Supplier<Tensor> value, String quantity) {
    return new Trial(STANDARD, new Told(value, () -> Map.of("weight", value.get())))
        .result(quantity)
        .judge(result -> Verdict.mistrusted("there is a result"));
  }

  private static Verdict thrown(Throwable thrown) {
    return verdict(() -> TrialTest.<RuntimeException>sneaky(thrown), Case.FORWARD);
  }

  @SuppressWarnings("unchecked") // throws anything as unchecked
  private static <E extends Throwable> Tensor sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void whatIsThrownIsAVerdictOnTheImplementation() {
    assertThat(thrown(new IllegalStateException("no memory pool")))
        .isEqualTo(Verdict.crashed("java.lang.IllegalStateException: no memory pool"));
    assertThat(thrown(new UnsupportedOperationException("no groups")))
        .isEqualTo(Verdict.notImplemented("no groups"));
    assertThat(thrown(new NoResult(Verdict.skipped("no device"))))
        .isEqualTo(Verdict.skipped("no device"));
    for (Throwable grave :
        new Throwable[] {
          new StackOverflowError(),
          new OutOfMemoryError(),
          new AssertionError(),
          new UnsatisfiedLinkError("kernel.so"),
          new NoClassDefFoundError("Kernel")
        }) {
      assertThat(thrown(grave).status()).isEqualTo(Status.CRASHED);
    }
  }

  @Test
  void aResultThatIsMissingOrMisshapenFails() {
    Tensor flat = Tensor.filled(DType.FLOAT64, Shape.of(8), 1);
    Tensor single = Tensor.filled(DType.FLOAT32, Shape.of(2, 4), 1);
    assertThat(verdict(() -> flat, Case.FORWARD))
        .isEqualTo(Verdict.failed("the shape is (8), it must be (2, 4)"));
    assertThat(verdict(() -> single, Case.FORWARD))
        .isEqualTo(Verdict.failed("the dtype is float32, it must be float64"));
    assertThat(verdict(() -> flat, "grad:weight"))
        .isEqualTo(Verdict.failed("the shape is (8), it must be (4, 3)"));
    assertThat(verdict(() -> flat, "grad:input"))
        .isEqualTo(Verdict.failed("the gradient by 'input' is missing"));
    assertThat(verdict(() -> null, Case.FORWARD))
        .isEqualTo(Verdict.crashed("java.lang.NullPointerException: the value is null"));
  }

  @Test
  void aTrialRunsItsImplementationOnce() {
    int[] calls = new int[1];
    Trial trial =
        new Trial(
            STANDARD,
            new Told(
                () -> {
                  calls[0]++;
                  return STANDARD.rounded(Case.FORWARD);
                },
                Map::of));
    trial.forward();
    trial.result(Case.FORWARD);
    assertThat(calls[0]).isEqualTo(1);
    assertThat(trial.forward())
        .isInstanceOfSatisfying(
            Outcome.Computed.class,
            computed -> assertThat(computed.value()).isEqualTo(STANDARD.rounded(Case.FORWARD)));
  }

  @Test
  void theDefinitionIsItsOwnStandard() {
    Trial trial = new Trial(STANDARD, Evaluation.DEFINITION);
    assertThat(trial.standard()).isSameAs(STANDARD);
    assertThat(trial.exam()).isSameAs(STANDARD.exam());
    assertThat(trial.dtype()).isEqualTo(DType.FLOAT64);
  }

  /** Clamps its input where it stands, as kernels do that get at the arrays themselves. */
  private static final class InPlace implements Implementation {
    @Override
    public String name() {
      return "in place";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      Tensor value = Evaluation.DEFINITION.forward(operator, operands, dtype);
      operands.get("weight").doubles()[0] = 7;
      return value;
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      Map<String, Tensor> gradients =
          Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
      operands.get("input").doubles()[1] = 7;
      cotangent.doubles()[0] = 7;
      return gradients;
    }
  }

  @Test
  void aRightResultWhoseInputsWereChangedFailsAndNobodyElseSeesTheChange() {
    Trial trial = new Trial(STANDARD, new InPlace());
    Verdict written = Verdict.failed("changed its inputs in place: weight; work on a copy");
    assertThat(trial.forward()).isEqualTo(new Outcome.Without<>(written));
    assertThat(trial.again(Case.FORWARD)).isEqualTo(new Outcome.Without<>(written));
    assertThat(trial.gradient("weight"))
        .isEqualTo(
            new Outcome.Without<>(
                Verdict.failed(
                    "changed its inputs in place: input, the upstream gradient; work on a copy")));
    assertThat(STANDARD.exam().operands().get("weight").at(0)).isNotEqualTo(7);
    assertThat(STANDARD.exam().operands().get("input").at(1)).isNotEqualTo(7);
    assertThat(STANDARD.exam().cotangent().at(0)).isNotEqualTo(7);
  }

  @Test
  void twoTrialsGaveTheSameOnlyToTheBitInEveryQuantity() {
    Trial right = new Trial(STANDARD, Evaluation.DEFINITION);
    assertThat(right.gaveWhat(new Trial(STANDARD, Evaluation.DEFINITION))).isTrue();
    for (String quantity : STANDARD.exam().quantities()) {
      Map<String, Outcome<Tensor>> results = new LinkedHashMap<>();
      STANDARD.exam().quantities().forEach(each -> results.put(each, right.result(each)));
      Tensor given = ((Outcome.Computed<Tensor>) right.result(quantity)).value();
      results.put(quantity, new Outcome.Computed<>(given.with(0, Math.nextUp(given.at(0))), 0));
      Trial nearly = new Trial(STANDARD, Evaluation.DEFINITION, results);
      assertThat(right.gaveWhat(nearly)).as(quantity).isFalse();
      results.put(quantity, new Outcome.Without<>(Verdict.crashed("no")));
      Trial without = new Trial(STANDARD, Evaluation.DEFINITION, results);
      assertThat(right.gaveWhat(without)).isFalse();
      assertThat(without.gaveWhat(right)).isFalse();
      assertThat(without.again(quantity))
          .as("who is recorded is not asked again")
          .isEqualTo(results.get(quantity));
    }
  }
}
