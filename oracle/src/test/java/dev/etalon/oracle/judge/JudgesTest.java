package dev.etalon.oracle.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.gradcheck.FiniteDifferenceJudge;
import dev.etalon.oracle.judge.Distorted.Fault;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verdict.WorstElement;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.MaxUnpool;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every judge before right implementations and before each kind of wrong one. */
class JudgesTest {
  private static final List<Judge> JUDGES =
      List.of(
          new ExtendedPrecisionJudge(),
          new FiniteDifferenceJudge(),
          new ForwardModeJudge(),
          new AdjointJudge());

  private static final List<Case> CASES =
      Stream.of(
              Recipe.of("j", new Linear())
                  .normal("input", 4, 5)
                  .normal("weight", 3, 5)
                  .normal("bias", 3),
              Recipe.of("j", new Convolution(Window.of(3, 2).stride(2, 1).padding(1, 0), 2))
                  .normal("input", 2, 4, 5, 3)
                  .normal("weight", 6, 2, 3, 2)
                  .normal("bias", 6),
              Recipe.of("j", new TransposedConvolution(Window.of(3).stride(2), List.of(1), 1))
                  .normal("input", 2, 3, 4)
                  .normal("weight", 3, 2, 3),
              Recipe.of("j", new Softmax(-1)).normal("input", 3, 5),
              Recipe.of("j", new LogSumExp(0)).normal("input", 4, 3),
              Recipe.of("j", new MaxPool(Window.of(2, 3).stride(1, 2), false))
                  .distinct("input", 2, 3, 3, 5))
          .map(recipe -> recipe.draw(11))
          .toList();

  private static final Map<String, Standard> STANDARDS = new HashMap<>();

  /** Every judge, case and dtype, with each quantity that the judge judges there. */
  static Stream<Arguments> quantities() {
    return JUDGES.stream()
        .flatMap(
            judge ->
                CASES.stream()
                    .flatMap(
                        exam ->
                            exam.quantities().stream()
                                .map(quantity -> Arguments.of(judge, exam, quantity)))
                    .filter(
                        arguments ->
                            judge
                                .silence(
                                    trial(
                                        (Case) arguments.get()[1],
                                        Evaluation.DEFINITION,
                                        DType.FLOAT64),
                                    (String) arguments.get()[2])
                                .isEmpty()));
  }

  private static Trial trial(Case exam, Implementation implementation, DType dtype) {
    return new Trial(standard(exam, dtype), implementation);
  }

  private static Standard standard(Case exam, DType dtype) {
    return STANDARDS.computeIfAbsent(
        exam.id() + " " + dtype, id -> new Standard(exam.as(dtype), dtype));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("quantities")
  void everyFaultIsRejectedAndNoCorrectKernelIs(Judge judge, Case exam, String quantity) {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      Standard standard = standard(exam, dtype);
      for (int seed = 0; seed < 4; seed++) {
        Verdict verdict = judge.judge(new Trial(standard, new CorrectKernel(seed))).get(quantity);
        assertThat(verdict.status()).as(verdict.explanation()).isEqualTo(Status.PASSED);
      }
      Tensor right = standard.rounded(quantity);
      for (Fault fault : Fault.values()) {
        if (!fault.apply(right).equals(right)) {
          Implementation wrong = new Distorted(quantity, fault);
          assertThat(judge.judge(new Trial(standard, wrong)).get(quantity).status())
              .as("%s of %s in %s", fault, quantity, dtype)
              .isEqualTo(Status.FAILED);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void onIntegersTheAdjointIdentityFindsOneUlp(DType dtype) {
    Case exam =
        Recipe.of("i", new Linear()).integers("input", 4, 3, 5).integers("weight", 4, 2, 5).draw(3);
    Implementation off =
        new Distorted("grad:weight", right -> right.with(3, right.at(3) + dtype.ulp(right.at(3))));
    assertThat(
            verdict(new AdjointJudge(), trial(exam, Evaluation.DEFINITION, dtype), "grad:weight"))
        .satisfies(verdict -> assertThat(verdict.status()).isEqualTo(Status.PASSED))
        .satisfies(
            verdict ->
                assertThat(verdict.agreement().orElseThrow().worst().formula())
                    .isEqualTo("0: integers are exact in every order of summation"));
    assertThat(verdict(new AdjointJudge(), trial(exam, off, dtype), "grad:weight").status())
        .isEqualTo(Status.FAILED);
  }

  private static Verdict verdict(Judge judge, Trial trial, String quantity) {
    return judge.judge(trial).get(quantity);
  }

  @Test
  void nanEverywhereIsNoIdentity() {
    Case exam =
        Recipe.of("i", new Linear()).integers("input", 4, 3, 5).integers("weight", 4, 2, 5).draw(3);
    Implementation nowhere =
        new Implementation() {
          @Override
          public String name() {
            return "not a number";
          }

          @Override
          public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
            return Tensor.filled(dtype, Shape.of(3, 2), Double.NaN);
          }

          @Override
          public Map<String, Tensor> vjp(
              Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
            return Map.of(
                "input", Tensor.filled(dtype, Shape.of(3, 5), Double.NaN),
                "weight", Tensor.filled(dtype, Shape.of(2, 5), Double.NaN));
          }
        };
    Trial trial = trial(exam, nowhere, DType.FLOAT64);
    assertThat(verdict(new AdjointJudge(), trial, "grad:input"))
        .isEqualTo(Verdict.mistrusted("⟨f(x) − f(0), ȳ⟩ is not finite: the identity says nothing"));
    assertThat(verdict(new ExtendedPrecisionJudge(), trial, "grad:input").status())
        .isEqualTo(Status.FAILED);
    assertThat(verdict(new ForwardModeJudge(), trial, "grad:input").status())
        .isEqualTo(Status.FAILED);
  }

  /** float32 inside float64 stays within the hard gate of a long sum. */
  @Test
  void lostPrecisionIsFoundWhereNoElementIsWrong() {
    Case exam =
        Recipe.of("long", new Linear()).normal("input", 8, 500).normal("weight", 9, 500).draw(5);
    Implementation halfPrecise =
        new Distorted(
            Case.FORWARD,
            right ->
                right.map(
                    x ->
                        x
                            * (1
                                + 400
                                    * DType.FLOAT64.unitRoundoff()
                                    * Math.signum(Math.sin(1e6 * x)))));
    Verdict verdict =
        verdict(
            new ExtendedPrecisionJudge(), trial(exam, halfPrecise, DType.FLOAT64), Case.FORWARD);
    assertThat(verdict.agreement().orElseThrow().budgetUse()).isLessThan(1);
    assertThat(verdict.status()).isEqualTo(Status.FAILED);
    assertThat(verdict.explanation())
        .startsWith("less precise than float64: the RMS error is ")
        .endsWith(" times the greatest of 16 correct kernels, allowed 4 times");
  }

  /**
   * Two ulps are what every elementary function may have, and values that repeat have one error.
   */
  @Test
  void anElementaryFunctionMayBeOffByTwoUlpsThroughout() {
    Tensor twoValues = Tensor.generate(DType.FLOAT64, Shape.of(8, 16), i -> i % 3 == 0 ? 1 : -2);
    Case exam = Recipe.of("repeated", new Tanh()).fixed("input", twoValues).draw(1);
    Implementation twoUlps =
        new Distorted(Case.FORWARD, right -> right.map(y -> Math.nextUp(Math.nextUp(y))));
    assertThat(
            verdict(new ExtendedPrecisionJudge(), trial(exam, twoUlps, DType.FLOAT64), Case.FORWARD)
                .status())
        .isEqualTo(Status.PASSED);
  }

  /** x − μ of integers is exact, and x ± h − μ times a scale is not. */
  @Test
  void differencesMayErrBesideAPointThatIsExact() {
    Case atTheMean =
        Recipe.of("at-the-mean", new BatchNorm(BatchNorm.Statistics.RUNNING))
            .fixed("input", Tensor.float64(Shape.of(3, 2), 2, -3, 2, 1, 0.5, -3))
            .fixed("bias", Tensor.vector(-0.288340482, 0.1))
            .fixed("running_mean", Tensor.vector(2, -3))
            .fixed("running_var", Tensor.vector(1.7, 0.6))
            .draw(42);
    Verdict verdict =
        verdict(
            new FiniteDifferenceJudge(),
            trial(atTheMean, Evaluation.DEFINITION, DType.FLOAT32),
            "grad:input");
    assertThat(verdict.status()).as(verdict.explanation()).isEqualTo(Status.PASSED);
  }

  @Test
  void aMissingOrMisshapenResultIsToldByEveryJudge() {
    Case exam = CASES.get(0);
    for (Judge judge : JUDGES) {
      assertThat(
              verdict(
                  judge,
                  trial(exam, new Distorted("grad:weight", right -> null), DType.FLOAT64),
                  "grad:weight"))
          .isEqualTo(Verdict.failed("the gradient by 'weight' is missing"));
      Implementation flat =
          new Distorted("grad:weight", right -> right.reshape(Shape.of(right.size())));
      assertThat(verdict(judge, trial(exam, flat, DType.FLOAT64), "grad:weight"))
          .isEqualTo(Verdict.failed("the shape is (15), it must be (3, 5)"));
      assertThat(verdict(judge, trial(exam, flat, DType.FLOAT64), "grad:input").status())
          .isEqualTo(Status.PASSED);
    }
  }

  @Test
  void whatAJudgeDoesNotJudgeItExplains() {
    Trial softmax = trial(CASES.get(3), Evaluation.DEFINITION, DType.FLOAT64);
    for (Judge judge : JUDGES) {
      Map<String, Verdict> verdicts = judge.judge(softmax);
      for (String quantity : softmax.exam().quantities()) {
        Optional<String> silence = judge.silence(softmax, quantity);
        assertThat(verdicts.containsKey(quantity)).isEqualTo(silence.isEmpty());
        assertThat(silence.orElse("a reason")).isNotBlank();
      }
      assertThat(judge.method()).isNotBlank();
    }
  }

  /** A copy has no budget, but sums of its elements in two orders do differ. */
  @Test
  void theSumsOfTheAdjointIdentityHaveAnErrorOfTheirOwn() {
    Shape shape = Shape.of(3, 5, 40);
    Tensor places = Tensor.generate(DType.INT64, shape, i -> (7 * (i % 40) + 3) % 40);
    for (int seed = 0; seed < 50; seed++) {
      Case exam =
          Recipe.of("copies", new MaxUnpool(List.of(40)))
              .normal("input", shape.extents())
              .fixed("indices", places)
              .draw(seed);
      Trial trial = new Trial(new Standard(exam, DType.FLOAT64), Evaluation.DEFINITION);
      Verdict verdict = verdict(new AdjointJudge(), trial, "grad:input");
      assertThat(verdict.status()).as(verdict.explanation()).isEqualTo(Status.PASSED);
    }
  }

  @Test
  void aConstantOfConstantDataIsNoEvidence() {
    Tensor ones = Tensor.filled(DType.FLOAT64, Shape.of(3, 4), 1);
    Recipe ofOnes = Recipe.of("ones", new Linear()).fixed("input", ones).fixed("weight", ones);
    assertThat(byTruth(ofOnes, Case.FORWARD))
        .extracting(Verdict::status, Verdict::explanation)
        .containsExactly(
            Status.MISTRUSTED,
            "every expected element is 4.0, as constant as the data: wrong elements or another order"
                + " would match too");
    assertThat(byTruth(ofOnes, "grad:weight").status())
        .as("of a varied cotangent")
        .isEqualTo(Status.PASSED);
    Recipe ofOneCotangent =
        Recipe.of("summed", new Linear())
            .normal("input", 3, 4)
            .normal("weight", 3, 4)
            .normal("bias", 3)
            .cotangent(Tensor.filled(DType.FLOAT64, Shape.of(3, 3), 1));
    assertThat(byTruth(ofOneCotangent, "grad:bias").status()).isEqualTo(Status.MISTRUSTED);
    assertThat(byTruth(ofOneCotangent, "grad:weight").status())
        .as("rows of sums differ along one axis")
        .isEqualTo(Status.PASSED);
    assertThat(
            byTruth(Recipe.of("single", new Softmax(1)).normal("input", 3, 1), Case.FORWARD)
                .status())
        .as("one class has the probability 1 whatever the data")
        .isEqualTo(Status.PASSED);
  }

  private static Verdict byTruth(Recipe recipe, String quantity) {
    return verdict(
        new ExtendedPrecisionJudge(),
        trial(recipe.draw(1), Evaluation.DEFINITION, DType.FLOAT64),
        quantity);
  }

  /** Output buffers are filled with NaN before a kernel writes into them. */
  @Test
  void anElementThatWasNeverWrittenIsWrong() {
    Case exam = CASES.get(3);
    for (String quantity : exam.quantities()) {
      Verdict verdict =
          verdict(
              new ExtendedPrecisionJudge(),
              trial(
                  exam,
                  new Distorted(quantity, right -> right.with(right.size() - 1, Double.NaN)),
                  DType.FLOAT64),
              quantity);
      assertThat(verdict.status()).as(quantity).isEqualTo(Status.FAILED);
      assertThat(verdict.explanation()).as(quantity).contains(", got NaN: ");
    }
  }

  /** Right the first time; from the second run on something is added to the first element. */
  private static Implementation drifting(double drift) {
    int[] runs = new int[1];
    return new Distorted(
        Case.FORWARD, right -> right.with(0, right.at(0) + (runs[0]++ == 0 ? 0 : drift)));
  }

  @Test
  void whatASecondRunDoesNotRepeatIsNoEvidence() {
    Case exam = CASES.get(3);
    Verdict chance =
        verdict(
            new ExtendedPrecisionJudge(),
            trial(exam, drifting(0x1p-54), DType.FLOAT64),
            Case.FORWARD);
    assertThat(chance.status()).isEqualTo(Status.MISTRUSTED);
    assertThat(chance.explanation())
        .startsWith("two runs on the same inputs differ: at [0, 0] ")
        .endsWith(" in 1 of 15 elements, within the budget each time");

    Verdict stale =
        verdict(
            new ExtendedPrecisionJudge(), trial(exam, drifting(1), DType.FLOAT64), Case.FORWARD);
    assertThat(stale.status()).isEqualTo(Status.FAILED);
    assertThat(stale.explanation())
        .startsWith("a second run on the same inputs differs and is wrong: at [0, 0] expected ");
  }

  /** Correct kernels with all their errors enlarged. */
  private static Status statusWithErrorsTimes(double factor, int rows) {
    Case exam =
        Recipe.of("gate" + rows, new Linear())
            .normal("input", rows, 500)
            .normal("weight", 1, 500)
            .draw(5);
    Standard standard = standard(exam, DType.FLOAT64);
    double[] budget = standard.budget(Case.FORWARD);
    Tensor worst =
        standard.peers(Case.FORWARD).stream()
            .max(Comparator.comparingDouble(peer -> squares(standard, peer, budget)))
            .orElseThrow();
    Tensor truth = standard.rounded(Case.FORWARD);
    Implementation enlarged =
        new Distorted(
            Case.FORWARD,
            right ->
                Tensor.generate(
                    DType.FLOAT64,
                    right.shape(),
                    i -> truth.at(i) + factor * (worst.at(i) - truth.at(i))));
    Verdict verdict =
        verdict(new ExtendedPrecisionJudge(), trial(exam, enlarged, DType.FLOAT64), Case.FORWARD);
    assertThat(verdict.agreement().orElseThrow().budgetUse()).isLessThan(1);
    return verdict.status();
  }

  private static double squares(Standard standard, Tensor peer, double[] budget) {
    double squares = 0;
    for (int i = 0; i < budget.length; i++) {
      double use = (peer.at(i) - standard.rounded(Case.FORWARD).at(i)) / budget[i];
      squares += use * use;
    }
    return squares;
  }

  @Test
  void theStatisticalGateIsAtFourTimesTheWorstPeerFromSixtyFourElementsOn() {
    assertThat(statusWithErrorsTimes(3.8, 64)).isEqualTo(Status.PASSED);
    assertThat(statusWithErrorsTimes(4.2, 64)).isEqualTo(Status.FAILED);
    assertThat(statusWithErrorsTimes(4.2, 63)).isEqualTo(Status.PASSED);
  }

  @Test
  void theBudgetOfTheAdjointIdentityIsItsFormula() {
    Case exam = CASES.get(0);
    Standard standard = standard(exam, DType.FLOAT64);
    double[] forward = standard.budget(Case.FORWARD);
    double[] backward = standard.budget("grad:weight");
    Tensor value = standard.rounded(Case.FORWARD);
    Tensor bias = exam.operands().get("bias");
    Tensor weight = exam.operands().get("weight");
    double budget = 0;
    double terms = 0;
    for (int i = 0; i < value.size(); i++) {
      double upstream = Math.abs(exam.cotangent().at(i));
      budget += 2 * upstream * forward[i];
      terms += upstream * (Math.abs(value.at(i)) + Math.abs(bias.at(i % 3)));
    }
    for (int i = 0; i < weight.size(); i++) {
      budget += Math.abs(weight.at(i)) * backward[i];
      terms += Math.abs(weight.at(i) * standard.rounded("grad:weight").at(i));
    }
    double n = 2 * value.size() + weight.size();
    double gamma = n * 0x1p-53 / (1 - n * 0x1p-53);
    Verdict verdict =
        verdict(
            new AdjointJudge(), trial(exam, Evaluation.DEFINITION, DType.FLOAT64), "grad:weight");
    assertThat(verdict.agreement().orElseThrow().worst().budget())
        .isCloseTo(budget + gamma * gamma * terms, withinPercentage(1e-8));
  }

  /** Copies have no budget: what is left is that of the sums. */
  @Test
  void theBudgetOfTheProjectionIsThatOfItsSums() {
    Case exam = Recipe.of("copy", new Flatten()).normal("input", 3, 5).draw(1);
    Verdict verdict =
        verdict(
            new ForwardModeJudge(),
            trial(exam, Evaluation.DEFINITION, DType.FLOAT64),
            "grad:input");
    WorstElement worst = verdict.agreement().orElseThrow().worst();
    double gamma = 40 * 0x1p-53;
    double norm = Math.sqrt(Arrays.stream(exam.cotangent().toArray()).map(x -> x * x).sum());
    assertThat(worst.budget())
        .isBetween(
            2 * gamma * Math.abs(worst.expected()), 2.001 * gamma * norm * 3 * Math.sqrt(15));
    assertThat(worst.formula()).startsWith("Σ budget·|v| + 2γₙ·Σ|v·gradient|, ");
  }

  @Test
  void theSumsOfTheAdjointIdentityOfACopyAreCompensatedOnes() {
    Case exam = Recipe.of("copy", new Flatten()).normal("input", 3, 5).draw(1);
    double terms = 0;
    for (int i = 0; i < 15; i++) {
      terms += 2 * Math.abs(exam.cotangent().at(i) * exam.operands().get("input").at(i));
    }
    double gamma = 45 * 0x1p-53 / (1 - 45 * 0x1p-53);
    Verdict verdict =
        verdict(
            new AdjointJudge(), trial(exam, Evaluation.DEFINITION, DType.FLOAT64), "grad:input");
    assertThat(verdict.agreement().orElseThrow().worst().budget())
        .isCloseTo(gamma * gamma * terms, withinPercentage(1e-8));
  }

  @Test
  void judgesHaveTheNamesOfTheCommandLine() {
    assertThat(JUDGES.stream().map(Judge::name))
        .containsExactly("extended", "finite-differences", "forward-mode", "adjoint");
  }

  @Test
  void theAdjointJudgeSaysWhyItIsSilent() {
    Trial linear = trial(CASES.get(0), Evaluation.DEFINITION, DType.FLOAT64);
    assertThat(new AdjointJudge().silence(linear, Case.FORWARD))
        .contains("relates the forward value to each gradient; see there");
    assertThat(
            new AdjointJudge()
                .silence(trial(CASES.get(3), Evaluation.DEFINITION, DType.FLOAT64), "grad:input"))
        .contains("the operator is not affine in this operand");
  }
}
