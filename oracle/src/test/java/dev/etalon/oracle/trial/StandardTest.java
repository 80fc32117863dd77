package dev.etalon.oracle.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandardTest {
  /** y = x², with a VJP that forgets the 2. */
  private record Square() implements Operator {
    @Override
    public String name() {
      return "square";
    }

    @Override
    public List<Operand> operands() {
      return List.of(Operand.differentiable("input"));
    }

    @Override
    public Shape outputShape(Map<String, Shape> operands) {
      return operands.get("input");
    }

    @Override
    public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      return inputs.get("input").map(x -> arithmetic.multiply(x, x));
    }

    @Override
    public <T> Map<String, NdArray<T>> vjp(
        Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
      NdArray<T> x = inputs.get("input");
      return Map.of(
          "input",
          NdArray.generateFlat(x.shape(), i -> arithmetic.multiply(x.at(i), cotangent.at(i))));
    }
  }

  private static Standard square(DType dtype) {
    Case exam =
        Recipe.of("s", new Square())
            .fixed("input", Tensor.vector(3, 0.1, -7))
            .cotangent(Tensor.vector(1, 10, 100))
            .draw(1);
    return new Standard(exam.as(dtype), dtype);
  }

  @Test
  void theTrueGradientComesFromTheForwardEquationAlone() {
    assertThat(square(DType.FLOAT64).rounded("grad:input").toArray()).containsExactly(6, 2, -1400);
    Trial trial = new Trial(square(DType.FLOAT64), Evaluation.DEFINITION);
    assertThat(new ExtendedPrecisionJudge().judge(trial).get("grad:input").status())
        .as("the definition's own broken VJP")
        .isEqualTo(Status.FAILED);
  }

  /** Half of the gradient would also halve the budget with which everybody is judged. */
  @Test
  void aBrokenVjpDoesNotSpoilTheBudgetOfOthers() {
    double u = DType.FLOAT32.unitRoundoff();
    double[] budget = square(DType.FLOAT32).budget("grad:input");
    assertThat(budget[0]).as("integers").isZero();
    assertThat(budget[1]).as("2·0.1·10, two roundings").isBetween(2 * 2 * u, 2.1 * 2 * u);

    Case exam =
        Recipe.of("s", new Unwritten())
            .fixed("input", Tensor.vector(3, 0.1, -7))
            .cotangent(Tensor.vector(1, 10, 100))
            .draw(1);
    assertThat(new Standard(exam.as(DType.FLOAT32), DType.FLOAT32).budget("grad:input"))
        .isEqualTo(budget);
  }

  /** y = x², with a VJP that is yet to be written. */
  private record Unwritten() implements Operator {
    @Override
    public String name() {
      return "unwritten";
    }

    @Override
    public List<Operand> operands() {
      return new Square().operands();
    }

    @Override
    public Shape outputShape(Map<String, Shape> operands) {
      return new Square().outputShape(operands);
    }

    @Override
    public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      return new Square().forward(arithmetic, inputs);
    }

    @Override
    public <T> Map<String, NdArray<T>> vjp(
        Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
      throw new IllegalStateException("to do");
    }
  }

  @Test
  void theTruthIsThatOfTheRoundedData() {
    double tenth = 0.1f;
    assertThat(square(DType.FLOAT32).truth(Case.FORWARD).at(1).doubleValue())
        .isEqualTo(tenth * tenth);
    assertThat(square(DType.FLOAT32).rounded(Case.FORWARD).at(1)).isEqualTo(0.1f * 0.1f);
  }

  @Test
  void theBudgetIsZeroForIntegersAndTheRoundingElsewhere() {
    double[] budget = square(DType.FLOAT32).budget(Case.FORWARD);
    double u = DType.FLOAT32.unitRoundoff();
    assertThat(budget[0]).isZero();
    assertThat(budget[1]).isCloseTo(u * 0.01, within(1e-3 * u * 0.01));
    budget[0] = 99;
    assertThat(square(DType.FLOAT32).budget(Case.FORWARD)[0]).isZero();
    assertThat(square(DType.FLOAT64).formula(2))
        .startsWith("2 × running error analysis in float64");
  }

  @Test
  void anUncertainDecisionLeavesTheGradientWithoutABudget() {
    Case exam = Recipe.of("r", new NearKink()).fixed("input", Tensor.vector(1.0 / 3, 2)).draw(1);
    Standard standard = new Standard(exam.as(DType.FLOAT32), DType.FLOAT32);
    assertThat(Arrays.stream(standard.budget(Case.FORWARD))).allMatch(Double::isFinite);
    assertThat(standard.budget("grad:input")).containsOnly(Double.POSITIVE_INFINITY);
  }

  /** relu(3x − 1): at ⅓ the rounding of 3x decides. */
  private record NearKink() implements Operator {
    @Override
    public String name() {
      return "near-kink";
    }

    @Override
    public List<Operand> operands() {
      return List.of(Operand.differentiable("input"));
    }

    @Override
    public Shape outputShape(Map<String, Shape> operands) {
      return operands.get("input");
    }

    private static <T> Inputs<T> shifted(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      T three = arithmetic.constant(3);
      return new Inputs<>(
          Map.of(
              "input",
              inputs
                  .get("input")
                  .map(x -> arithmetic.subtract(arithmetic.multiply(three, x), arithmetic.one()))),
          Map.of());
    }

    @Override
    public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      return new Relu().forward(arithmetic, shifted(arithmetic, inputs));
    }

    @Override
    public <T> Map<String, NdArray<T>> vjp(
        Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
      return new Relu().vjp(arithmetic, shifted(arithmetic, inputs), cotangent);
    }
  }

  @Test
  void anotherAlgorithmHasBudgetsOfItsOwnAndTheSameTruth() {
    Standard definition = square(DType.FLOAT64);
    Standard own =
        definition.of(new Evaluation("other", operator -> true, operator -> new NearKink()));
    assertThat(own.truth(Case.FORWARD)).isSameAs(definition.truth(Case.FORWARD));
    assertThat(own.budget(Case.FORWARD)).isNotEqualTo(definition.budget(Case.FORWARD));
    assertThat(own.definition()).isSameAs(definition);
    assertThat(own.of(Evaluation.DEFINITION)).isSameAs(definition);
  }

  /** Sixteen correct kernels differ among themselves and stay within the budget. */
  @Test
  void peersAreCorrectKernels() {
    Case exam = Recipe.of("p", new LogSumExp(1)).normal("input", 30, 20).draw(4);
    Standard standard = new Standard(exam.as(DType.FLOAT32), DType.FLOAT32);
    List<Tensor> peers = standard.peers(Case.FORWARD);
    assertThat(peers).hasSize(Standard.PEERS).doesNotHaveDuplicates();
    double[] budget = standard.budget(Case.FORWARD);
    for (Tensor peer : peers) {
      for (int i = 0; i < peer.size(); i++) {
        double error = peer.at(i) - standard.truth(Case.FORWARD).at(i).hi();
        assertThat(Math.abs(error)).isLessThanOrEqualTo(budget[i]);
      }
    }
  }

  @Test
  void theBudgetOfATrueVjpIsItsOwnAndOfAnUntrueOneThatOfTheForwardEquation() {
    Case exam = Recipe.of("own", new LogSumExp(1)).normal("input", 3, 20).draw(4);
    Standard standard = new Standard(exam, DType.FLOAT64);
    ErrorAnalysis analysis = new ErrorAnalysis(Precision.of(DType.FLOAT64));
    double[] own = analysis.vjp(exam.operator(), exam.operands(), exam.cotangent()).get("input");
    double[] backwards =
        analysis.reverse(exam.operator(), exam.operands(), exam.cotangent()).get("input");
    assertThat(own).isNotEqualTo(backwards);
    assertThat(standard.budget("grad:input")).isEqualTo(own);

    Tensor doubled = exam.cotangent().map(x -> 2 * x);
    double[] ofDoubled = Arrays.stream(own).map(budget -> 2 * budget).toArray();
    assertThat(standard.gradientBudget("input", doubled)[0])
        .isCloseTo(ofDoubled[0], within(1e-3 * ofDoubled[0]));
    Standard untrue = square(DType.FLOAT32);
    assertThat(untrue.gradientBudget("input", untrue.exam().cotangent()))
        .isEqualTo(untrue.budget("grad:input"));
  }

  @Test
  void theBudgetOfAnotherPointIsThatOfAnotherCase() {
    Standard standard = square(DType.FLOAT32);
    Tensor other = Tensor.vector(0.3, 0.7, 5);
    Case there = standard.exam().with(Map.of("input", other), standard.exam().cotangent());
    assertThat(standard.forwardBudget(Map.of("input", other)))
        .isEqualTo(new Standard(there, DType.FLOAT32).budget(Case.FORWARD))
        .isNotEqualTo(standard.budget(Case.FORWARD));
  }

  /** The truth of a large value in float32 is computed in float64, whose error is allowed too. */
  @Test
  void theTruthOfAValueAloneComesFromTheNextWiderType() {
    Case exam = Recipe.of("v", new LogSumExp(1)).normal("input", 3, 20).draw(4).as(DType.FLOAT32);
    Expected precise = ofValue(exam, DType.FLOAT64);
    Standard standard = new Standard(exam, DType.FLOAT64);
    assertThat(precise.budget()).isEqualTo(standard.budget(Case.FORWARD));
    assertThat(precise.values().at(0)).isEqualTo(standard.truth(Case.FORWARD).at(0));
    Expected rounded = ofValue(exam, DType.FLOAT32);
    double[] narrow = new Standard(exam, DType.FLOAT32).budget(Case.FORWARD);
    for (int i = 0; i < narrow.length; i++) {
      assertThat(rounded.budget()[i]).isEqualTo(narrow[i] + precise.budget()[i]);
      assertThat(rounded.values().at(i).hi())
          .isCloseTo(precise.values().at(i).hi(), within(precise.budget()[i]));
    }
    assertThat(rounded.formula()).endsWith(" + that of the reference in float64");
  }

  private static Expected ofValue(Case exam, DType dtype) {
    return Standard.ofValue(exam.operator(), exam.operator(), exam.operands(), dtype);
  }

  @Test
  void sumsThatPassThroughMemoryAreAllowedMore() {
    Case exam = Recipe.of("m", new LogSumExp(1)).normal("input", 3, 20).draw(4);
    Standard standard = new Standard(exam.as(DType.BFLOAT16), DType.BFLOAT16);
    double[] stored = standard.storingSums().budget(Case.FORWARD);
    for (int i = 0; i < stored.length; i++) {
      assertThat(stored[i]).isGreaterThan(standard.budget(Case.FORWARD)[i]);
    }
  }

  @Test
  void peersHaveGradientsToo() {
    Case exam = Recipe.of("g", new LogSumExp(1)).normal("input", 3, 20).draw(4);
    Standard standard = new Standard(exam.as(DType.FLOAT32), DType.FLOAT32);
    assertThat(standard.peers("grad:input"))
        .hasSize(Standard.PEERS)
        .allSatisfy(peer -> assertThat(peer.shape()).isEqualTo(Shape.of(3, 20)));
  }
}
