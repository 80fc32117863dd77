package dev.etalon.oracle.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.coloring.Coloring;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiniteDifferenceJudgeTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Operator MAXIMUM_OF_TWO = new MaxPool(Window.of(2).stride(2), false);

  private static Verdict judge(Case exam, Implementation implementation, DType dtype) {
    Trial trial = new Trial(new Standard(exam.as(dtype), dtype), implementation);
    return new FiniteDifferenceJudge().judge(trial).get("grad:input");
  }

  private static Verdict judge(Operator operator, Tensor input) {
    Case exam = Recipe.of("fd", operator).fixed("input", input).draw(1);
    return judge(exam, Evaluation.DEFINITION, DType.FLOAT64);
  }

  @Test
  void atAKinkThereIsNoDerivative() {
    assertThat(judge(new Relu(), Tensor.vector(0, -0.0)))
        .isEqualTo(
            Verdict.notDifferentiable(
                "all 2 inputs lie at infinity or too near to a kink;"
                    + " each of 2 entries of the Jacobian against 1 VJPs,"
                    + " at kinks the slope to the left"));
    assertThat(judge(MAXIMUM_OF_TWO, Tensor.float64(Shape.of(1, 1, 2), 3, 3)).status())
        .isEqualTo(Status.NOT_DIFFERENTIABLE);
  }

  @Test
  void inputsAtAKinkAreCountedAndTheOthersJudged() {
    assertThat(judge(new Relu(), Tensor.vector(0, 1, -2, INFINITY)).explanation())
        .startsWith("2 of 4 inputs judged")
        .contains("2 at a kink, 0 inconclusive");
    assertThat(judge(MAXIMUM_OF_TWO, Tensor.float64(Shape.of(1, 1, 4), 3, 3, 1, 2)).explanation())
        .startsWith("2 of 4 inputs judged")
        .contains("2 at a kink, 0 inconclusive");
  }

  @Test
  void tooFewDifferentiableInputsAreNoEvidence() {
    Verdict verdict = judge(new Relu(), Tensor.vector(0, 0, 0, 1, -2));
    assertThat(verdict.status()).isEqualTo(Status.MISTRUSTED);
    assertThat(verdict.explanation())
        .startsWith("fewer than half of the inputs are differentiable here: 2 of 5 inputs judged");
    assertThat(judge(new Relu(), Tensor.vector(0, 0, 3, 1, -2)).status()).isEqualTo(Status.PASSED);
  }

  /** Equal inputs of two maxima in one window each: what one may give, another gives. */
  @Test
  void theConventionAtTiesIsNamed() {
    Tensor tied = Tensor.float64(Shape.of(1, 1, 6), 3, 3, 1, 2, 5, 5);
    assertThat(judge(MAXIMUM_OF_TWO, tied).explanation())
        .endsWith("at kinks the first of the tied");
    Operator split = new MaxPool(Window.of(2).stride(2), false, TieRule.SPLIT);
    assertThat(judge(split, tied).explanation()).endsWith("at kinks an equal share each");
    Case exam = Recipe.of("fd", MAXIMUM_OF_TWO).fixed("input", tied).draw(1);
    assertThat(judge(exam, swapped(0, 1, 4, 5), DType.FLOAT64).explanation())
        .endsWith("at kinks the last of the tied");
    Implementation uneven =
        spoilt(
            right ->
                right
                    .with(0, 0.25 * right.at(0))
                    .with(1, 0.75 * right.at(0))
                    .with(4, 0.25 * right.at(4))
                    .with(5, 0.75 * right.at(4)));
    assertThat(judge(exam, uneven, DType.FLOAT64).explanation())
        .endsWith("at kinks shares of the tied");
  }

  private static Implementation swapped(int... pairs) {
    return spoilt(
        right -> {
          Tensor result = right;
          for (int i = 0; i < pairs.length; i += 2) {
            result =
                result
                    .with(pairs[i], right.at(pairs[i + 1]))
                    .with(pairs[i + 1], right.at(pairs[i]));
          }
          return result;
        });
  }

  /** Each alone may have the slope 1, both may not. */
  @Test
  void tiedInputsMustNotAllReceiveTheWholeGradient() {
    Case exam =
        Recipe.of("fd", MAXIMUM_OF_TWO)
            .fixed("input", Tensor.float64(Shape.of(1, 1, 6), 3, 3, 1, 2, 5, 4))
            .draw(1);
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      assertThat(judge(exam, spoilt(right -> right.with(1, right.at(0))), dtype))
          .satisfies(verdict -> assertThat(verdict.status()).isEqualTo(Status.FAILED))
          .satisfies(
              verdict ->
                  assertThat(verdict.explanation())
                      .startsWith("moved together, tied elements of 'input' change ⟨ȳ, f⟩ by ")
                      .endsWith("together the tied receive too much or too little"));
    }
  }

  @Test
  void nearAKinkTheStepShrinksUntilRoundingCouldHideIt() {
    assertThat(judge(new Relu(), Tensor.vector(1e-3, -1e-6)).status()).isEqualTo(Status.PASSED);
    assertThat(judge(new Relu(), Tensor.vector(1e-14)).status())
        .isEqualTo(Status.NOT_DIFFERENTIABLE);
  }

  /** ReLU′(0) may be anything from 0 to 1. */
  @Test
  void atAKinkTheGradientLiesBetweenTheSlopesOfBothSides() {
    Case exam = Recipe.of("fd", new Relu()).fixed("input", Tensor.vector(0, 1, -2)).draw(1);
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      assertThat(judge(exam, slopeAtZero(1), dtype).explanation())
          .endsWith("at kinks the slope to the right");
      assertThat(judge(exam, slopeAtZero(0.5), dtype).explanation())
          .endsWith("at kinks the mean of both slopes");
      assertThat(judge(exam, slopeAtZero(0.3), dtype).explanation())
          .endsWith("at kinks a slope between both sides'");
      assertThat(judge(exam, slopeAtZero(7), dtype).explanation())
          .startsWith(
              "∂output[0]/∂input[0]: the VJP says 7.0,"
                  + " differences of the forward say between 0.0 and 1.0, allowed ");
      assertThat(judge(exam, slopeAtZero(-0.01), dtype).status()).isEqualTo(Status.FAILED);
    }
    assertThat(judge(exam, spoilt(right -> right.with(2, 7)), DType.FLOAT64).status())
        .isEqualTo(Status.FAILED);
  }

  /** relu(x₀ + x₁) − relu(−x₀ − x₁) = x₀ + x₁, whose branches give 0 where that is 0. */
  @Test
  void behindACompositionOfKinksTheGradientIsNotJudged() {
    Verdict verdict = judge(new TwoRelus(), Tensor.float64(Shape.of(1, 2), 1, -1));
    assertThat(verdict.status()).isEqualTo(Status.NOT_DIFFERENTIABLE);
    assertThat(verdict.explanation()).endsWith("2 kinks of a composition not judged");
  }

  /** See there. */
  private record TwoRelus() implements Operator {
    @Override
    public String name() {
      return "identity-by-two-relus";
    }

    @Override
    public List<Operand> operands() {
      return List.of(Operand.differentiable("input"));
    }

    @Override
    public Shape outputShape(Map<String, Shape> operands) {
      return Shape.of(1);
    }

    private static <T> T sum(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      NdArray<T> x = inputs.get("input");
      return arithmetic.sum(List.of(x.at(0), x.at(1)));
    }

    @Override
    public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
      T sum = sum(arithmetic, inputs);
      T zero = arithmetic.zero();
      T positive = arithmetic.max(zero, sum);
      T negative = arithmetic.max(zero, arithmetic.negate(sum));
      return NdArray.generateFlat(Shape.of(1), i -> arithmetic.subtract(positive, negative));
    }

    @Override
    public <T> Map<String, NdArray<T>> vjp(
        Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
      boolean atZero = arithmetic.compare(sum(arithmetic, inputs), arithmetic.zero()) == 0;
      return Map.of(
          "input",
          NdArray.generateFlat(Shape.of(1, 2), i -> atZero ? arithmetic.zero() : cotangent.at(0)));
    }
  }

  /**
   * The definition with its value, given the input, and its gradient by the input, given the
   * cotangent, changed.
   */
  private record Changed(BinaryOperator<Tensor> value, BinaryOperator<Tensor> gradient)
      implements Implementation {
    @Override
    public String name() {
      return "changed";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      return value.apply(
          operands.get("input"), Evaluation.DEFINITION.forward(operator, operands, dtype));
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      Map<String, Tensor> gradients =
          new LinkedHashMap<>(Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype));
      gradients.computeIfPresent("input", (name, right) -> gradient.apply(cotangent, right));
      return gradients;
    }
  }

  private static Implementation withValue(BinaryOperator<Tensor> value) {
    return new Changed(value, (cotangent, right) -> right);
  }

  private static Implementation withGradient(BinaryOperator<Tensor> gradient) {
    return new Changed((input, right) -> right, gradient);
  }

  private static Implementation slopeAtZero(double slope) {
    return withGradient((cotangent, right) -> right.with(0, slope * cotangent.at(0)));
  }

  private static Implementation spoilt(UnaryOperator<Tensor> fault) {
    return withGradient((cotangent, right) -> fault.apply(right));
  }

  @Test
  void aValueThatIsNotFiniteAroundAnyInputIsNoEvidence() {
    assertThat(judge(new LogSoftmax(0), Tensor.vector(-INFINITY, INFINITY, 1)).status())
        .isIn(Status.MISTRUSTED, Status.NOT_DIFFERENTIABLE);
  }

  /** All ones into a softmax: Jᵀȳ = 0, and the estimate is nothing but error. */
  @Test
  void aCotangentThatAsksNothingIsNoEvidence() {
    Case exam =
        Recipe.of("ones", new Softmax(0))
            .normal("input", 5)
            .cotangent(Tensor.filled(DType.FLOAT64, Shape.of(5), 1))
            .draw(2);
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      assertThat(judge(exam, Evaluation.DEFINITION, dtype).status()).isEqualTo(Status.MISTRUSTED);
    }
  }

  @Test
  void aFlatFunctionIsNoEvidence() {
    assertThat(judge(new Relu(), Tensor.vector(-1, -2)).explanation())
        .startsWith("every derivative is 0, which a missing gradient would match too");
  }

  /** C·k² colours of four evaluations each, O·k² VJPs and a probe, however large the image. */
  @Test
  void theCostDoesNotGrowWithTheImage() {
    assertThat(evaluations(12)).isEqualTo(evaluations(20)).isLessThan(12 * 12 * 2);
  }

  /** The benchmark's case: C·k² and O·k² colours, at 16×16 and at 64×64. */
  @Test
  void theColoursOfAConvolutionDoNotGrowWithTheImage() {
    for (int extent : new int[] {16, 64}) {
      Case exam =
          Recipe.of("size", new Convolution(Window.of(3, 3).padding(1, 1), 1))
              .normal("input", 2, 4, extent, extent)
              .normal("weight", 8, 4, 3, 3)
              .draw(1);
      SparsityPattern pattern = SparsityPattern.of(exam.operator(), exam.operands(), "input");
      assertThat(Coloring.of(pattern).groups()).hasSize(4 * 9);
      assertThat(RowProbes.of(pattern, 4 * 9, exam.cotangent()).groups()).hasSize(8 * 9);
    }
  }

  /** Half of the inputs are at a kink: they are found by decisions, not one by one. */
  @Test
  void neitherDoesTheSearchForKinks() {
    int[] traces = new int[2];
    for (int i = 0; i < 2; i++) {
      int extent = 4 << 2 * i;
      Counting counting = new Counting();
      Case exam =
          Recipe.of("ties", MAXIMUM_OF_TWO)
              .fixed(
                  "input", Tensor.generate(DType.FLOAT64, Shape.of(1, 2, extent), at -> at % 8 / 4))
              .draw(1);
      judge(exam, counting, DType.FLOAT64);
      traces[i] = counting.evaluations;
    }
    assertThat(traces[1]).isEqualTo(traces[0]);
  }

  private static int evaluations(int extent) {
    Case exam =
        Recipe.of("size", new Convolution(Window.of(3, 3), 1))
            .normal("input", 1, 1, extent, extent)
            .normal("weight", 2, 1, 3, 3)
            .draw(1);
    Counting counting = new Counting();
    assertThat(judge(exam, counting, DType.FLOAT64).status()).isEqualTo(Status.PASSED);
    return counting.evaluations;
  }

  /** The definitions, with a count of how often they are asked. */
  private static final class Counting implements Implementation {
    private int evaluations;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      evaluations++;
      return Evaluation.DEFINITION.forward(operator, operands, dtype);
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      evaluations++;
      return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
    }
  }

  /** Integers and steps of 1: every difference is exact, and so is every entry. */
  @Test
  void onIntegersALinearOperatorIsComparedBitForBit() {
    Case exam =
        Recipe.of("exact", new Convolution(Window.of(2), 1))
            .integers("input", 4, 2, 2, 5)
            .integers("weight", 4, 3, 2, 2)
            .draw(1);
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      Verdict right = judge(exam, Evaluation.DEFINITION, dtype);
      assertThat(right.status()).as(right.explanation()).isEqualTo(Status.PASSED);
      assertThat(right.agreement().orElseThrow().worst().budget()).isZero();
      assertThat(judge(exam, spoilt(x -> x.with(3, x.at(3) + dtype.ulp(x.at(3)))), dtype).status())
          .isEqualTo(Status.FAILED);
    }
  }

  /** What the projection on the one cotangent of the case cannot see. */
  @Test
  void aVjpThatIsRightForOneCotangentOnlyIsFound() {
    Case exam = Recipe.of("fd", new Softmax(1)).normal("input", 2, 3).draw(1);
    Implementation remembering =
        withGradient(
            (cotangent, right) ->
                Evaluation.DEFINITION
                    .vjp(exam.operator(), exam.operands(), exam.cotangent(), DType.FLOAT64)
                    .get("input"));
    assertThat(judge(exam, remembering, DType.FLOAT64).explanation())
        .startsWith("∂output[0, 0]/∂input[0, 0]: the VJP says ");
  }

  /** The first output also reads an input that shares a colour with one of its own. */
  @Test
  void theDenseProbeFindsWhatHidesBehindAColour() {
    Case exam = Recipe.of("fd", new Relu()).fixed("input", Tensor.vector(1, 2, 3)).draw(1);
    Implementation hiding =
        withValue(
            (x, value) ->
                value.with(0, x.at(0) + (x.at(1) - 2) * (x.at(0) == x.at(1) - 1 ? 0 : 1)));
    assertThat(judge(exam, hiding, DType.FLOAT64).explanation())
        .startsWith("output [0] moves with all elements of 'input' otherwise than the sum");
  }

  @Test
  void aVjpThatReachesBeyondThePatternIsFound() {
    Case exam = Recipe.of("fd", new Relu()).fixed("input", Tensor.vector(1, -2, 3)).draw(1);
    assertThat(judge(exam, spoilt(right -> right.with(1, right.at(1) + 0)), DType.FLOAT64).status())
        .isEqualTo(Status.PASSED);
    Case window =
        Recipe.of("fd", new Convolution(Window.of(2), 1))
            .normal("input", 1, 1, 6)
            .normal("weight", 1, 1, 2)
            .draw(1);
    Implementation wide =
        spoilt(right -> isUnit(right) ? right.with(5, right.at(5) + 1e-9) : right);
    assertThat(judge(window, wide, DType.FLOAT64).explanation())
        .contains("reaches element [0, 0, 5] of 'input', on which by the definition it does not");
  }

  /** Whether it is the gradient of a cotangent that is 0 at the last output. */
  private static boolean isUnit(Tensor gradient) {
    return gradient.at(5) == 0;
  }

  /** Row 0 also reads what the definition gives to row 1 alone. */
  @Test
  void anOutputThatMovesWithAnotherInputIsALeak() {
    Case exam =
        Recipe.of("leak", new Linear()).normal("input", 2, 3).normal("weight", 4, 3).draw(1);
    Implementation leaking = withValue((x, value) -> value.with(0, value.at(0) + x.get(1, 1)));
    assertThat(judge(exam, leaking, DType.FLOAT64).status()).isEqualTo(Status.FAILED);
  }

  /** Right for the cotangent of the case, and otherwise as the fault has it. */
  private static Implementation wrongElsewhere(Case exam, UnaryOperator<Tensor> fault) {
    return withGradient(
        (cotangent, right) -> cotangent.equals(exam.cotangent()) ? right : fault.apply(right));
  }

  /** A convolution that reads every second element: one cotangent asks for all its outputs. */
  @Test
  void whatTheVjpReachesOffThePatternIsToldWithItsOutputs() {
    for (int outputs : new int[] {1, 3, 5}) {
      Case exam =
          Recipe.of("fd", new Convolution(Window.of(1).stride(2), 1))
              .normal("input", 1, 1, 2 * outputs)
              .normal("weight", 1, 1, 1)
              .draw(1);
      String asked =
          switch (outputs) {
            case 1 -> "output[0, 0, 0]";
            case 3 -> "outputs [[0, 0, 0], [0, 0, 1], [0, 0, 2]]";
            default -> "outputs [[0, 0, 0], [0, 0, 1], [0, 0, 2]] and others";
          };
      assertThat(
              judge(exam, wrongElsewhere(exam, right -> right.with(1, 0.5)), DType.FLOAT64)
                  .explanation())
          .startsWith(
              "the VJP of %s reaches element [0, 0, 1] of 'input', on which by the definition it does not depend: 0.5"
                  .formatted(asked));
    }
  }

  /** 60 outputs read the one input: 24 cotangents ask for two or three of them each. */
  @Test
  void whereOutputsShareInputsSumsOfEntriesAreCompared() {
    Case exam = Recipe.of("fd", new Linear()).normal("input", 1, 1).normal("weight", 60, 1).draw(1);
    Verdict right = judge(exam, Evaluation.DEFINITION, DType.FLOAT64);
    assertThat(right.status()).isEqualTo(Status.PASSED);
    assertThat(right.explanation())
        .startsWith("1 of 1 inputs judged")
        .endsWith("60 entries of the Jacobian in 24 sums against 24 VJPs");
    Verdict wrong =
        judge(exam, wrongElsewhere(exam, gradient -> gradient.map(x -> x + 1e-6)), DType.FLOAT64);
    assertThat(wrong.explanation())
        .startsWith("∂outputs [[0, 0], [0, 24], [0, 48]]/∂input[0, 0]: the VJP says ");
    assertThat(wrong.agreement().orElseThrow().elements()).as("up to the first").isEqualTo(1);
    assertThat(wrong.agreement().orElseThrow().budgetUse()).isGreaterThan(1);
  }

  @Test
  void aMissingGradientForAnotherCotangentIsTold() {
    Case exam = Recipe.of("fd", new Softmax(1)).normal("input", 2, 3).draw(1);
    Implementation reshaping = wrongElsewhere(exam, right -> right.reshape(Shape.of(3, 2)));
    assertThat(judge(exam, reshaping, DType.FLOAT64).explanation())
        .isEqualTo("the gradient by 'input' is missing or misshapen for another cotangent");
  }

  @Test
  void besideAnInfinityNoEntryIsCompared() {
    assertThat(judge(new Relu(), Tensor.vector(1, INFINITY, -1)).explanation())
        .endsWith("; no entry compared alone beside infinities");
    assertThat(judge(new Relu(), Tensor.vector(1, 2, 3)).explanation())
        .endsWith("; each of 3 entries of the Jacobian against 1 VJPs");
  }

  /** A part in 10⁹ too much, which every single slope from 0 to 1 would allow. */
  @Test
  void theSlopeAlongATieIsSharp() {
    Case exam =
        Recipe.of("fd", MAXIMUM_OF_TWO)
            .fixed("input", Tensor.float64(Shape.of(1, 1, 6), 3, 3, 1, 2, 5, 4))
            .draw(1);
    for (double excess : new double[] {1e-9, -1e-9, 0.5}) {
      Verdict verdict =
          judge(
              exam,
              spoilt(right -> right.with(1, excess * right.at(0)).with(0, 0.5 * right.at(0))),
              DType.FLOAT64);
      assertThat(verdict.status()).isEqualTo(excess == 0.5 ? Status.PASSED : Status.FAILED);
    }
    Verdict slightly =
        judge(
            exam,
            spoilt(right -> right.with(1, (0.5 + 1e-9) * right.at(0)).with(0, 0.5 * right.at(0))),
            DType.FLOAT64);
    assertThat(slightly.status()).isEqualTo(Status.FAILED);
    Matcher told =
        Pattern.compile("by (\\S+), but the gradient says (\\S+):").matcher(slightly.explanation());
    assertThat(told.find()).isTrue();
    double moves = Double.parseDouble(told.group(1));
    double says = Double.parseDouble(told.group(2));
    assertThat(says / moves).isBetween(1 + 0.9e-9, 1 + 1.1e-9);
    assertThat(Math.abs(moves) / Math.abs(exam.cotangent().at(0))).isIn(0.25, 0.125);
  }

  /** All derivatives of a saturated softmax are far below the noise of its differences. */
  @Test
  void aDerivativeBelowTheNoiseIsInconclusive() {
    Verdict verdict = judge(new Softmax(0), Tensor.vector(60, 0));
    assertThat(verdict.status()).isEqualTo(Status.MISTRUSTED);
    assertThat(verdict.explanation())
        .startsWith("the error interval is wider than the derivative: 0 of 2 inputs judged")
        .contains("0 at a kink, 2 inconclusive");
  }

  /** Rounding may move an output by twice its noise, and a leak moves it by more. */
  @Test
  void aLeakIsWhatNoRoundingExplains() {
    Case exam =
        Recipe.of("leak", new Convolution(Window.of(3).padding(1), 1))
            .normal("input", 1, 1, 3)
            .normal("weight", 1, 1, 3)
            .draw(1);
    Standard standard = new Standard(exam, DType.FLOAT64);
    double noise = DifferencePlan.of(standard, "input").noise(standard, "input")[2];
    double first = exam.operands().get("input").at(0);
    assertThat(judge(exam, moving(noise, first), DType.FLOAT64).status()).isEqualTo(Status.PASSED);
    for (double side : new double[] {1, -1}) {
      assertThat(judge(exam, moving(side * 2.5 * noise, first), DType.FLOAT64).explanation())
          .isEqualTo(
              "output [0, 0, 2] moves with elements of 'input' on which, by the definition, it does not depend");
    }
  }

  /** The last output moves by a number where the first input is greater, or less, than it was. */
  private static Implementation moving(double by, double first) {
    return withValue(
        (x, value) ->
            by * (x.at(0) - first) > 0 ? value.with(2, value.at(2) + Math.abs(by)) : value);
  }

  /** A kernel with a kink where the definition has none. */
  @Test
  void aKinkOfTheImplementationsOwnIsNoDerivative() {
    Case exam = Recipe.of("fd", new Softmax(0)).fixed("input", Tensor.vector(0, 0, 1)).draw(1);
    Implementation kinked = withValue((x, value) -> value.with(0, value.at(0) + Math.abs(x.at(1))));
    Standard standard = new Standard(exam, DType.FLOAT64);
    Trial trial = new Trial(standard, kinked);
    NumericalJacobian jacobian =
        new NumericalJacobian(
            trial,
            "input",
            kinked.forward(exam.operator(), exam.operands(), DType.FLOAT64),
            DifferencePlan.of(standard, "input"));
    assertThat(jacobian.unexpectedKinks()).isEqualTo(1);
    assertThat(jacobian.derivative(0, 1)).isNaN();
    assertThat(jacobian.derivative(0, 0)).isNotNaN();
  }

  @Test
  void itJudgesGradientsOnly() {
    Case exam = Recipe.of("fd", new Relu()).fixed("input", Tensor.vector(1, 2)).draw(1);
    Trial trial = new Trial(new Standard(exam, DType.FLOAT64), Evaluation.DEFINITION);
    for (Judge judge : List.of(new FiniteDifferenceJudge(), new SecondOrderJudge())) {
      assertThat(judge.silence(trial, Case.FORWARD)).isPresent();
      assertThat(judge.silence(trial, "grad:input")).isEmpty();
      assertThat(judge.judge(trial)).containsOnlyKeys("grad:input");
      assertThat(judge.method()).isNotEmpty();
    }
    assertThat(new FiniteDifferenceJudge().name()).isEqualTo("finite-differences");
    assertThat(new SecondOrderJudge().name()).isEqualTo("second-order");
  }

  /** Whatever sign its cotangent has. */
  @Test
  void theEntryThatIsWrongIsTold() {
    Case exam =
        Recipe.of("fd", new Relu()).fixed("input", Tensor.vector(1, 2, 3, 4, 5, 6, 7, 8)).draw(1);
    for (int wrong = 0; wrong < 8; wrong++) {
      int at = wrong;
      assertThat(
              judge(exam, wrongElsewhere(exam, x -> x.with(at, 7 * x.at(at))), DType.FLOAT64)
                  .explanation())
          .startsWith(
              "∂output[%1$d]/∂input[%1$d]: the VJP says 7.0, differences of the forward say 1.0, allowed "
                  .formatted(at));
    }
  }

  /** Integers: exact differences, an exact probe, and an exact leak. */
  @Test
  void onIntegersWhatHidesBehindAColourIsFoundToo() {
    Case exam =
        Recipe.of("exact", new Convolution(Window.of(3).padding(1), 1))
            .integers("input", 4, 1, 1, 6)
            .integers("weight", 4, 1, 1, 3)
            .draw(1);
    Tensor x = exam.operands().get("input");
    // all inputs at once, and no fewer
    Implementation hiding = forwardOff(moved -> allMoved(x, moved) ? 1 : 0);
    assertThat(judge(exam, hiding, DType.FLOAT64).explanation())
        .startsWith("output [0, 0, 5] moves with all elements of 'input' otherwise than the sum");
    Implementation leaking = forwardOff(moved -> moved.at(0) - x.at(0));
    assertThat(judge(exam, leaking, DType.FLOAT64).explanation())
        .isEqualTo(
            "output [0, 0, 5] moves with elements of 'input' on which, by the definition, it does not depend");
  }

  private static boolean allMoved(Tensor x, Tensor moved) {
    return IntStream.range(0, x.size()).allMatch(i -> x.at(i) != moved.at(i));
  }

  /** The last output is off by a function of the input. */
  private static Implementation forwardOff(ToDoubleFunction<Tensor> by) {
    return withValue(
        (x, value) ->
            value.with(value.size() - 1, value.at(value.size() - 1) + by.applyAsDouble(x)));
  }
}
