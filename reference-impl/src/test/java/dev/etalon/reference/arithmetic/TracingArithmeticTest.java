package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.DType;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TracingArithmeticTest {
  @Test
  void everyDecisionIsRememberedInOrder() {
    TracingArithmetic tracing = new TracingArithmetic();
    assertThat(tracing.max(1.0, 3.0)).isEqualTo(3);
    assertThat(tracing.compare(2.0, 2.0)).isZero();
    assertThat(tracing.max(Double.NaN, 2.0)).isNaN();
    assertThat(tracing.decisions()).containsExactly(-1, 0, 1);
  }

  @Test
  void theStabilizerIsNoDecision() {
    TracingArithmetic tracing = new TracingArithmetic();
    assertThat(tracing.stabilizer(List.of(1.0, 2.0))).isEqualTo(2);
    assertThat(tracing.decisions()).isEmpty();
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void theNumbersAreDoubles(@ForAll long seed) {
    List<Double> inputs =
        Arrays.stream(Expression.randomInputs(seed, 4, DType.FLOAT64)).boxed().toList();
    Expression expression = Expression.random(seed, 4, 4);
    assertThat(expression.evaluate(new TracingArithmetic(), inputs))
        .isEqualTo(expression.evaluate(RoundedArithmetic.of(DType.FLOAT64), inputs));
  }
}
