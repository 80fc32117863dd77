package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.gradcheck.Kinks.Smooth;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The full Jacobian of conv2d by its input, (N, C, O) = (2, 4, 8), 3×3, padding 1: what the
 * coloured check costs, beside the same check (the same steps, the same extrapolation, the same
 * budgets) with one input and one output at a time. It is no test: surefire does not pick it up by
 * itself. Run it on a quiet machine:
 *
 * <pre>
 * mvn -pl oracle -am test -Dtest=FullJacobianBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class FullJacobianBenchmark {
  /** One in so many inputs and outputs is checked alone; the time is multiplied. */
  private static final int SAMPLE = 64;

  /** The definitions, with a count of how often they are asked. */
  private static final class Counting implements Implementation {
    private int forwards;
    private int vjps;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      forwards++;
      return Evaluation.DEFINITION.forward(operator, operands, dtype);
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      vjps++;
      return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
    }
  }

  private record Cost(int forwards, int vjps, double plan, double differences, double entries) {}

  @Test
  void costOfTheFullJacobian() {
    cost(standard(16), false); // for the compiler
    Cost small = print("16×16, coloured", cost(standard(16), false), 1);
    Cost alone = print("16×16, one by one", cost(standard(16), true), SAMPLE);
    double ratio =
        (SAMPLE * (alone.differences() + alone.entries()))
            / (small.differences() + small.entries() + small.plan());
    say("one by one takes %.0f times as long", ratio);
    Cost large = print("64×64, coloured", cost(standard(64), false), 1);
    assertThat(large.forwards()).isEqualTo(small.forwards());
    assertThat(large.vjps()).isEqualTo(small.vjps());
  }

  private static Standard standard(int extent) {
    Case exam =
        Recipe.of("benchmark", new Convolution(Window.of(3, 3).padding(1, 1), 1))
            .normal("input", 2, 4, extent, extent)
            .normal("weight", 8, 4, 3, 3)
            .draw(1);
    return new Standard(exam, DType.FLOAT64);
  }

  private static Cost cost(Standard standard, boolean oneByOne) {
    Counting counting = new Counting();
    Trial trial = new Trial(standard, counting);
    Tensor value =
        Evaluation.DEFINITION.forward(
            standard.exam().operator(), standard.exam().operands(), DType.FLOAT64);
    counting.forwards = 0;
    counting.vjps = 0;
    long start = cpuTime();
    DifferencePlan plan = DifferencePlan.of(standard, "input");
    if (oneByOne) {
      plan = alone(standard, plan);
    }
    long planned = cpuTime();
    NumericalJacobian jacobian = new NumericalJacobian(trial, "input", value, plan);
    if (!oneByOne) {
      assertThat(jacobian.probe()).isEmpty();
    }
    long differentiated = cpuTime();
    // one by one, entries of inputs outside the sample are not known and are passed over
    assertThat(new EntryCheck(trial, "input", jacobian).disagreement()).isEmpty();
    long end = cpuTime();
    return new Cost(
        counting.forwards,
        counting.vjps,
        (planned - start) * 1e-9,
        (differentiated - planned) * 1e-9,
        (end - differentiated) * 1e-9);
  }

  private static DifferencePlan alone(Standard standard, DifferencePlan plan) {
    Tensor input = standard.exam().operands().get("input");
    List<Smooth> moves = new ArrayList<>();
    for (int column = 0; column < input.size(); column += SAMPLE) {
      moves.add(new Smooth(Move.of(input, new int[] {column}, DType.FLOAT64, c -> 1), 1));
    }
    Tensor cotangent = standard.exam().cotangent();
    int[] rows = IntStream.iterate(0, row -> row < cotangent.size(), row -> row + SAMPLE).toArray();
    return new DifferencePlan(
        plan.pattern(),
        plan.reach(),
        plan.byInput(),
        moves,
        List.of(),
        List.of(),
        Optional.empty(),
        new BitSet(),
        new BitSet(),
        new BitSet(),
        false,
        RowProbes.oneByOne(rows, cotangent));
  }

  private static Cost print(String name, Cost cost, int times) {
    say(
        "%-18s %6d forwards, %5d VJPs; pattern and colours %.2f s, differences %.2f s,"
            + " VJPs with their budgets %.2f s",
        name,
        times * cost.forwards(),
        times * cost.vjps(),
        cost.plan(),
        times * cost.differences(),
        times * cost.entries());
    return cost;
  }

  /** Of this thread: others on the machine do not count. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void say(String format, Object... figures) {
    System.out.println(String.format(Locale.ROOT, format, figures));
  }
}
