package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.gradcheck.Kinks.Smooth;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.reference.activation.Activation;
import dev.etalon.reference.activation.LeakyRelu;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferencePlanTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Operator MAXIMUM_OF_THREE = new MaxPool(Window.of(3).stride(3), false);

  private static Case exam(Operator operator, double... input) {
    return Recipe.of("plan", operator).fixed("input", Tensor.vector(input)).draw(1);
  }

  private static Case pooled(double... input) {
    return Recipe.of("plan", MAXIMUM_OF_THREE)
        .fixed("input", Tensor.float64(Shape.of(1, 1, input.length), input))
        .draw(1);
  }

  private static DifferencePlan plan(Case exam) {
    return DifferencePlan.of(new Standard(exam, DType.FLOAT64), "input");
  }

  private static Case line(double[] input, double[] weight) {
    return Recipe.of("line", new Linear())
        .fixed("input", Tensor.float64(Shape.of(1, input.length), input))
        .fixed("weight", Tensor.float64(Shape.of(1, weight.length), weight))
        .draw(1);
  }

  @Test
  void differencesAreExactForAffineOperatorsOnSmallIntegers() {
    double[] integers = {1, -2, 3};
    assertThat(plan(line(integers, integers)).isExact()).isTrue();
    assertThat(plan(line(integers, new double[] {1, 0.5, 3})).isExact()).isFalse();
    assertThat(plan(line(new double[] {1, 0.5, 3}, integers)).isExact()).isFalse();
    assertThat(plan(line(new double[] {0x1p53, 0, 0}, new double[] {1, 0, 0})).isExact())
        .as("no number lies one step away")
        .isFalse();
    assertThat(plan(line(new double[] {0x1p30, 1, 1}, new double[] {0x1p30, 3, 1})).isExact())
        .as("the product leaves the significand")
        .isFalse();
    assertThat(plan(exam(new Relu(), integers)).isExact()).as("not affine").isFalse();
  }

  @Test
  void integersAreNumbersWithoutAFraction() {
    assertThat(DifferencePlan.isInteger(Tensor.vector(1, -0.0, 1e300))).isTrue();
    assertThat(DifferencePlan.isInteger(Tensor.vector(1, 0.5))).isFalse();
    assertThat(DifferencePlan.isInteger(Tensor.vector(1, Double.NaN))).isFalse();
  }

  /** ±¼ and ±⅛, all of them. */
  @Test
  void theProbeMovesEveryInputByAStepOfItsOwn() {
    DifferencePlan plan = plan(exam(new Tanh(), new double[64]));
    assertThat(plan.probes()).hasSize(1);
    Move move = plan.probes().get(0).move();
    assertThat(move.columns()).isEqualTo(IntStream.range(0, 64).toArray());
    assertThat(move.steps()).containsOnly(0.25, -0.25, 0.125, -0.125);
    for (double step : new double[] {0.25, -0.25, 0.125, -0.125}) {
      assertThat(DoubleStream.of(move.steps()).filter(other -> other == step).count())
          .isGreaterThan(4);
    }
  }

  @Test
  void onIntegersTheProbeStepsByOne() {
    DifferencePlan plan = plan(line(new double[16], new double[16]));
    assertThat(plan.probes().get(0).move().steps()).contains(1, -1).containsOnly(1, -1);
    assertThat(plan.moves()).allSatisfy(moved -> assertThat(moved.move().steps()).containsOnly(1));
  }

  @Test
  void whatIsInfiniteStays() {
    DifferencePlan plan = plan(exam(new Tanh(), 1, INFINITY, 2, -INFINITY, Double.NaN));
    assertThat(plan.infinite().stream()).containsExactly(1, 3, 4);
    assertThat(plan.moves()).hasSize(1);
    assertThat(plan.moves().get(0).move().columns()).containsExactly(0, 2);
    assertThat(plan.probes().get(0).move().columns()).containsExactly(0, 2);
    assertThat(plan(exam(new Tanh(), INFINITY)).moves()).isEmpty();
    assertThat(plan(exam(new Tanh(), INFINITY)).probes()).isEmpty();
  }

  /** Steps of ¼ to both sides: exact at 0, and of greater products above than below. */
  @Test
  void theNoiseIsTheGreatestErrorOnTheWay() {
    Case exam = line(new double[] {0.25, 0}, new double[] {1.0 / 3, 1.0 / 7});
    Standard standard = new Standard(exam, DType.FLOAT64);
    DifferencePlan plan = plan(exam);
    Smooth smooth =
        new Smooth(
            Move.of(exam.operands().get("input"), new int[] {0}, DType.FLOAT64, column -> 1), 0.5);
    double[] atBoth = plan.noise(standard, "input", smooth);
    assertThat(atBoth).containsExactly(greatest(exam, standard, 0, 0.125, -0.125));
    double[] probed = plan.noise(standard, "input");
    double[] steps = plan.probes().get(0).move().steps();
    Map<String, Tensor> up = moved(exam, steps, 1);
    Map<String, Tensor> down = moved(exam, steps, -1);
    assertThat(probed[0])
        .isEqualTo(
            DoubleStream.of(
                        standard.budget(Case.FORWARD)[0],
                        error(standard, up),
                        error(standard, down))
                    .max()
                    .orElseThrow()
                + Double.MIN_NORMAL);
    assertThat(
            plan(line(new double[] {1, 2}, new double[] {1, 2}))
                .noise(standardOfIntegers(), "input"))
        .containsExactly(0);
  }

  private static Standard standardOfIntegers() {
    return new Standard(line(new double[] {1, 2}, new double[] {1, 2}), DType.FLOAT64);
  }

  private static double error(Standard standard, Map<String, Tensor> operands) {
    return standard.analysis().forward(standard.errorModel(), operands)[0];
  }

  private static Map<String, Tensor> moved(Case exam, double[] steps, int side) {
    Tensor input = exam.operands().get("input");
    Map<String, Tensor> moved = new LinkedHashMap<>(exam.operands());
    moved.put(
        "input", Tensor.generate(DType.FLOAT64, input.shape(), i -> input.at(i) + side * steps[i]));
    return moved;
  }

  private static double greatest(Case exam, Standard standard, int column, double... steps) {
    double greatest = standard.budget(Case.FORWARD)[0];
    for (double step : steps) {
      double[] all = new double[exam.operands().get("input").size()];
      all[column] = step;
      greatest = Math.max(greatest, error(standard, moved(exam, all, 1)));
    }
    return greatest + Double.MIN_NORMAL;
  }

  @Test
  void aStepIsAsLongAsTheGridNeeds() {
    Move move =
        Move.of(Tensor.vector(1, -1e9), new int[] {0, 1}, DType.FLOAT32, column -> column - 0.5);
    assertThat(move.steps()).containsExactly(-0.125, 1024 * DType.FLOAT32.ulp(1e9));
    assertThat(move.leastSteps())
        .containsExactly(1024 * DType.FLOAT32.ulp(1), 1024 * DType.FLOAT32.ulp(1e9));
    assertThat(move.leastScale()).isEqualTo(1);
    assertThat(move.above(1).size()).isEqualTo(2);
    assertThat(move.above(0.5).columns()).containsExactly(0);
    assertThat(move.only(column -> column == 1).columns()).containsExactly(1);
    assertThat(move.apply(Tensor.vector(1, 2), -0.5).toArray())
        .containsExactly(1.0625, 2 - 512 * DType.FLOAT32.ulp(1e9));
  }

  /** Below the least step rounding inside the operator could hide a kink. */
  @Test
  void theStepShrinksUntilItMeetsNoKink() {
    DifferencePlan plan = plan(exam(new Relu(), 3, -0.1, 0.01, 1e-14, 0));
    assertThat(plan.moves().stream().map(Smooth::scale)).containsExactly(1.0, 1.0 / 8, 1.0 / 64);
    assertThat(plan.moves().stream().map(smooth -> smooth.move().columns()))
        .containsExactly(new int[] {0}, new int[] {1}, new int[] {2});
    assertThat(plan.kinked().stream()).containsExactly(3, 4);
    assertThat(plan.kinks()).hasSize(1);
    assertThat(plan.kinks().get(0).move().columns()).containsExactly(3, 4);
  }

  /** x and a slope on either side; the piece to the right ends where the second maximum wins. */
  @Test
  void theSlopesToBothSidesOfAKink() {
    Case exam = exam(new LeakyRelu(0.25), 0, 1);
    Trial trial = new Trial(new Standard(exam, DType.FLOAT64), Evaluation.DEFINITION);
    Tensor value = Evaluation.DEFINITION.forward(exam.operator(), exam.operands(), DType.FLOAT64);
    DifferencePlan plan = plan(exam);
    assertThat(plan.kinks().get(0).above()).isEqualTo(1);
    assertThat(plan.kinks().get(0).below()).isEqualTo(1);
    NumericalJacobian jacobian = new NumericalJacobian(trial, "input", value, plan);
    assertThat(jacobian.slopes()).containsOnlyKeys(0);
    OneSidedSlopes slopes = jacobian.slopes().get(0);
    assertThat(slopes.rows()).containsExactly(0);
    assertThat(slopes.place(0)).isZero();
    assertThat(slopes.place(1)).isNegative();
    assertThat(slopes.least(0)).isCloseTo(0.25, within(1e-13));
    assertThat(slopes.greatest(0)).isCloseTo(1, within(1e-13));
    assertThat(slopes.isKink(0)).isTrue();
    double unseen = 1024 * Math.ulp(1.0) / 0.25 * 0.75;
    assertThat(slopes.error()[0])
        .as("a kink may lie a least step away")
        .isBetween(unseen, 1.1 * unseen);
    assertThat(jacobian.unexpectedKinks()).isZero();
    assertThat(jacobian.evaluations()).as("two sides, and the other input").isGreaterThan(8);
    assertThat(jacobian.derivative(0, 0)).isNaN();
    assertThat(jacobian.error(0, 0)).isInfinite();
    assertThat(jacobian.derivative(1, 0)).isEqualTo(1);
  }

  @Test
  void aKinkIsADifferenceBeyondBothErrors() {
    OneSidedSlopes slopes =
        new OneSidedSlopes(
            new int[] {2, 5}, new double[] {1, 3}, new double[] {1.5, 2}, new double[] {0.25, 0.4});
    assertThat(slopes.isKink(0)).isFalse();
    assertThat(slopes.isKink(1)).isTrue();
    assertThat(slopes.place(5)).isEqualTo(1);
    assertThat(slopes.least(1)).isEqualTo(2);
    assertThat(slopes.greatest(1)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2.9, 2.99})
  void whatIsTiedMovesTogether(double third) {
    DifferencePlan plan = plan(pooled(3, 3, third, 7, 1, 7));
    Smooth tied = plan.tied().orElseThrow();
    assertThat(tied.move().columns()).containsExactly(0, 1, 3, 5);
    double[] steps = tied.move().steps();
    assertThat(steps[0]).isEqualTo(steps[1]);
    assertThat(steps[2]).isEqualTo(steps[3]);
    double gap = 3 - third;
    double length = Math.abs(steps[0]);
    assertThat(tied.scale()).isEqualTo(scaleBelow(gap, length));
  }

  private static double scaleBelow(double gap, double length) {
    double scale = 1;
    while (scale * length >= gap) {
      scale /= 8;
    }
    return scale;
  }

  /** The third of the first window is so near that no step leaves the first tie alone. */
  @Test
  void aTieThatNoStepLeavesAloneIsLeftOut() {
    DifferencePlan plan = plan(pooled(3, 3, 3 - 1e-14, 7, 1, 7));
    assertThat(plan.tied().orElseThrow().move().columns()).containsExactly(3, 5);
    assertThat(plan(pooled(3, 3, 3 - 1e-14)).tied()).isEmpty();
    assertThat(plan(pooled(3, 2, 1)).tied()).isEmpty();
  }

  /** To one side of a tie its partner wins: both are reached from there. */
  @Test
  void aTieReachesWhatEitherOfItsMembersReaches() {
    DifferencePlan plan = plan(pooled(3, 3, 1));
    assertThat(plan.reach().row(0)).containsExactly(0, 1);
    assertThat(Arrays.stream(new int[] {0, 1}).map(i -> plan.byInput().row(i).length))
        .containsExactly(1, 1);
    assertThat(plan.composite().isEmpty()).isTrue();
  }

  /** max(0, x) + max(0.1, x): a kink at 0, and another before the step's end. */
  private record TwoKinks() implements Activation {
    @Override
    public String name() {
      return "two-kinks";
    }

    @Override
    public <T> T value(Arithmetic<T> arithmetic, T x) {
      T tenth = arithmetic.constant(0.1);
      return arithmetic.add(arithmetic.max(arithmetic.zero(), x), arithmetic.max(tenth, x));
    }

    /** Not asked for. */
    @Override
    public <T> T slope(Arithmetic<T> arithmetic, T x) {
      return arithmetic.zero();
    }
  }

  @Test
  void aSlopeToOneSideEndsAtTheNextKink() {
    Case exam = exam(new TwoKinks(), 0);
    DifferencePlan plan = plan(exam);
    assertThat(plan.kinks().get(0).above()).isEqualTo(1.0 / 8);
    assertThat(plan.kinks().get(0).below()).isEqualTo(1);
    Trial trial = new Trial(new Standard(exam, DType.FLOAT64), Evaluation.DEFINITION);
    Tensor value = Evaluation.DEFINITION.forward(exam.operator(), exam.operands(), DType.FLOAT64);
    OneSidedSlopes slopes = new NumericalJacobian(trial, "input", value, plan).slopes().get(0);
    assertThat(slopes.below()[0]).isCloseTo(0, within(1e-12));
    assertThat(slopes.above()[0]).isCloseTo(1, within(1e-12));
  }
}
