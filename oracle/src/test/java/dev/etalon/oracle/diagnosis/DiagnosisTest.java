package dev.etalon.oracle.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.diagnosis.DiagnosisTrial.Naming;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.loss.MseLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisTest {
  private static final Diagnosis IGNORANT = new Diagnosis(List.of());

  private static final Standard LINEAR =
      standard(
          Recipe.of("t", new Linear())
              .normal("input", 3, 4)
              .normal("weight", 5, 4)
              .normal("bias", 5));

  private static Standard standard(Recipe recipe) {
    return new Standard(recipe.draw(1), DType.FLOAT64);
  }

  private static Optional<String> told(Standard standard, UnaryOperator<Tensor> mistake) {
    return IGNORANT.explain(standard, Case.FORWARD, mistake.apply(standard.rounded(Case.FORWARD)));
  }

  /** The definition's value of other operands, under the original's question. */
  private static Optional<String> toldOf(Standard standard, String operand, Tensor misread) {
    Map<String, Tensor> operands = new LinkedHashMap<>(standard.exam().operands());
    operands.put(operand, misread);
    Operator operator = standard.exam().operator();
    return told(
        standard, right -> Evaluation.DEFINITION.forward(operator, operands, DType.FLOAT64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "mse_loss", "max_pool2d"})
  void aKnownMistakeIsNamedWhateverRoundsOnTopOfIt(String operator) {
    assertThat(DiagnosisTrial.of(operator, DType.FLOAT32, 3))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            trial -> {
              assertThat(trial.knowing().naming()).as("%s", trial.knowing()).isSameAs(Naming.RIGHT);
              assertThat(trial.roundedOtherwise().naming())
                  .as("%s", trial.roundedOtherwise())
                  .isSameAs(Naming.RIGHT);
            });
  }

  @Test
  void operandsThatWereMisreadAreNamed() {
    assertThat(toldOf(LINEAR, "bias", Tensor.filled(DType.FLOAT64, Shape.of(5), 0)))
        .contains("as if 'bias' were left out");
    Tensor weight = LINEAR.exam().operands().get("weight");
    assertThat(toldOf(LINEAR, "weight", Arrangement.moved(weight, 0, (i, n) -> n - 1 - i)))
        .contains("as if 'weight' were flipped along axis 0");
    assertThat(toldOf(LINEAR, "weight", Arrangement.transposed(weight)))
        .contains("as if the last two axes of 'weight' were transposed");
    Standard convolution =
        standard(
            Recipe.of("t", new Convolution(Window.of(2, 3), 1))
                .normal("input", 1, 2, 4, 5)
                .normal("weight", 3, 2, 2, 3));
    Tensor kernel = convolution.exam().operands().get("weight");
    assertThat(toldOf(convolution, "weight", Arrangement.flippedSpatially(kernel)))
        .contains("as if 'weight' were flipped along every spatial axis");
  }

  @Test
  void anUpstreamGradientThatWasIgnoredIsNamed() {
    Tensor ones = LINEAR.exam().cotangent().map(x -> 1);
    Tensor gradient =
        Evaluation.DEFINITION.gradient(
            LINEAR.exam().operator(), "weight", LINEAR.exam().operands(), ones, DType.FLOAT64);
    assertThat(IGNORANT.explain(LINEAR, "grad:weight", gradient))
        .contains("as if the upstream gradient were all ones");
  }

  @Test
  void lostDigitsAreNoOtherMistake() {
    assertThat(told(LINEAR, right -> right.map(x -> (float) x)))
        .contains(
            "every error is within what float32 allows: digits are lost, to a narrower type or by"
                + " cancellation");
  }

  @Test
  void oneNumberForAllElementsIsTold() {
    assertThat(told(LINEAR, right -> right.map(x -> 3.25 * x)))
        .contains("every element is 3.25 times what it should be");
    assertThat(told(LINEAR, right -> right.map(x -> x + 3.25)))
        .contains("3.25 is added to every element");
    assertThat(told(LINEAR, right -> right.map(x -> x / Math.log(2))))
        .contains("it is 1/ln 2 times too large: a logarithm is taken to base 2");
    assertThat(told(LINEAR, right -> right.map(x -> 12 * x)))
        .contains("it is 12 times too large: a mean over 'input' is missing");
  }

  @Test
  void whatStandsInTheWrongPlaceIsTold() {
    assertThat(told(LINEAR, right -> Arrangement.scaled(right, i -> i % 5 == 4 ? 0 : 1)))
        .contains(
            "only the last index of axis 1 is wrong; every wrong element is 0, as if never written");
    assertThat(told(LINEAR, right -> right.with(7, Double.NaN)))
        .contains(
            "a single element is wrong, at [1, 2]; every wrong element is NaN: never"
                + " written, or something overflows");
    Standard poisoned =
        standard(
            Recipe.of("t", new Softmax(1))
                .fixed("input", Tensor.float64(Shape.of(2, 2), 1, 2, Double.NaN, 3)));
    assertThat(told(poisoned, right -> right.map(x -> Double.isNaN(x) ? 0.25 : x)))
        .contains(
            "only the last index of axis 0 is wrong; a NaN is lost: every wrong element has to be NaN");
  }

  /** With one wrong number, something is always near by chance. */
  @Test
  void nothingIsNamedOfAScalarThatIsNearAMistakeOnly() {
    Standard scalar =
        standard(
            Recipe.of("t", new MseLoss(Reduction.MEAN))
                .normal("input", 3, 4)
                .normal("target", 3, 4));
    assertThat(told(scalar, right -> right.map(x -> 2.01 * x))).isEmpty();
    assertThat(told(scalar, right -> right.map(x -> 2 * x))).contains("it is twice too large");
    assertThat(told(LINEAR, right -> right.map(x -> 2.01 * x))).contains("it is twice too large");
  }
}
