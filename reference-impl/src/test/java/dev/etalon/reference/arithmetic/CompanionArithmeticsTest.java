package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.arithmetic.DependencyArithmetic.Decision;
import dev.etalon.reference.arithmetic.DependencyArithmetic.Dependent;
import dev.etalon.reference.tensor.DType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Number systems that compute in double and carry something beside the number. */
class CompanionArithmeticsTest {
  private static final int INPUTS = 4;

  private static <T> Double evaluate(
      Expression expression, Arithmetic<T> arithmetic, double[] inputs) {
    return arithmetic.value(
        expression.evaluate(
            arithmetic, Arrays.stream(inputs).mapToObj(arithmetic::constant).toList()));
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void theirNumbersAreThoseOfDouble(
      @ForAll @IntRange(min = 0, max = 6) int depth, @ForAll long seed) {
    double[] inputs = Expression.randomInputs(seed, INPUTS, DType.FLOAT64);
    Expression expression = Expression.random(seed, depth, INPUTS);
    Double expected = evaluate(expression, RoundedArithmetic.of(DType.FLOAT64), inputs);
    for (Arithmetic<?> companion :
        List.of(
            new CountingArithmetic(),
            new DependencyArithmetic(),
            new ReductionArithmetic(),
            new TracingArithmetic())) {
      assertThat(evaluate(expression, companion, inputs))
          .as(companion.getClass().getSimpleName())
          .isEqualTo(expected);
    }
  }

  /** No matter how it moves. */
  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void whatAValueDoesNotDependOnCannotMoveIt(
      @ForAll @IntRange(min = 0, max = 5) int depth, @ForAll long seed) {
    double[] inputs = Expression.randomInputs(seed, INPUTS, DType.FLOAT64);
    Expression expression = Expression.random(seed, depth, INPUTS);
    DependencyArithmetic dependency = new DependencyArithmetic();
    int[] reached =
        expression
            .evaluate(
                dependency,
                IntStream.range(0, INPUTS).mapToObj(i -> dependency.input(i, inputs[i])).toList())
            .inputs();
    List<Integer> decisions = dependency.decisions().stream().map(Decision::outcome).toList();
    double[] moved = inputs.clone();
    for (int i = 0; i < INPUTS; i++) {
      moved[i] += Arrays.binarySearch(reached, i) < 0 ? 0x1p-30 : 0;
    }
    TracingArithmetic tracing = new TracingArithmetic();
    Double value = evaluate(expression, tracing, moved);
    if (tracing.decisions().equals(decisions)) {
      assertThat(value)
          .isEqualTo(evaluate(expression, RoundedArithmetic.of(DType.FLOAT64), inputs));
    }
  }

  @Test
  void aDecisionKnowsWhatItWasMadeOf() {
    DependencyArithmetic dependency = new DependencyArithmetic();
    Dependent a = dependency.input(0, 1);
    Dependent b = dependency.input(1, 2);
    Dependent both = dependency.add(b, a);
    dependency.compare(a, b);
    dependency.compare(both, dependency.constant(3));
    dependency.compare(b, both);
    dependency.compare(dependency.constant(2), dependency.constant(1));
    List<Decision> decisions = dependency.decisions();
    assertThat(decisions.stream().map(Decision::outcome)).containsExactly(-1, 0, -1, 1);
    assertThat(decisions.stream().map(Decision::isBetweenSingleInputs))
        .containsExactly(true, false, false, true);
    assertThat(decisions.stream().map(Decision::inputs))
        .containsExactly(new int[] {0, 1}, new int[] {0, 1}, new int[] {0, 1}, new int[0]);
  }

  @Test
  void whatIsFreeCountsAsUsedToo() {
    CountingArithmetic counting = new CountingArithmetic();
    assertThat(counting.used()).isEmpty();
    counting.negate(counting.constant(1));
    counting.sum(List.of(1.0, 2.0));
    counting.stabilizer(List.of(1.0, 2.0));
    assertThat(counting.used())
        .isEqualTo(EnumSet.of(Primitive.NEGATE, Primitive.SUM, Primitive.STABILIZER));
  }
}
