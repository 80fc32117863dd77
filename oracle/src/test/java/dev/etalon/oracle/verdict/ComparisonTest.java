package dev.etalon.oracle.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.numbers.core.DD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Verdict compare(double[] got, double[] expected, double... budget) {
    return Comparison.compare(
        Tensor.vector(got), Expected.of(Tensor.vector(expected), budget, "formula"));
  }

  private static Status status(double got, double expected, double budget) {
    // 1e6 beside it, so that the budget is below the signal
    return compare(new double[] {got, 1e6}, new double[] {expected, 1e6}, budget, 0).status();
  }

  @Test
  void aDifferenceUpToTheBudgetPassesAndNoneAbove() {
    assertThat(status(1.5, 1, 0.5)).isEqualTo(Status.PASSED);
    assertThat(status(1, 1.5, 0.5)).isEqualTo(Status.PASSED);
    assertThat(status(1.5, 1, 0.49)).isEqualTo(Status.FAILED);
    assertThat(status(1, 1.5, 0.49)).isEqualTo(Status.FAILED);
  }

  @Test
  void aBudgetOfZeroDemandsEquality() {
    assertThat(status(1, 1, 0)).isEqualTo(Status.PASSED);
    assertThat(status(Math.nextUp(1.0), 1, 0)).isEqualTo(Status.FAILED);
    assertThat(status(0.0, -0.0, 0)).as("the zeros are equal").isEqualTo(Status.PASSED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1e300, INFINITY, NAN})
  void notANumberNeverMatchesANumberWhateverTheBudget(double budget) {
    for (double number : new double[] {1, INFINITY, -INFINITY}) {
      assertThat(status(NAN, number, budget)).isEqualTo(Status.FAILED);
      assertThat(status(number, NAN, budget)).isEqualTo(Status.FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1e300})
  void infinityMatchesOnlyItself(double budget) {
    for (double other : new double[] {1, -INFINITY}) {
      assertThat(status(INFINITY, other, budget)).isEqualTo(Status.FAILED);
      assertThat(status(other, INFINITY, budget)).isEqualTo(Status.FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {NAN, INFINITY, -INFINITY})
  void whatIsExpectedNotToBeANumberMatchesItself(double special) {
    assertThat(status(special, special, 0)).isEqualTo(Status.PASSED);
  }

  /** The truth has the range of a double; float32 overflows before it. */
  @Test
  void overflowIsRightWhereTheExpectedValueRoundsToInfinity() {
    Expected beyond = Expected.of(Tensor.vector(1e39, -1e39, 1), new double[] {1, 1, 0}, "formula");
    Shape shape = Shape.of(3);
    Tensor right = Tensor.of(DType.FLOAT32, shape, INFINITY, -INFINITY, 1);
    Tensor wrongSign = Tensor.of(DType.FLOAT32, shape, INFINITY, INFINITY, 1);
    Tensor float64 = Tensor.float64(shape, INFINITY, -INFINITY, 1);
    assertThat(Comparison.compare(right, beyond).status()).isEqualTo(Status.PASSED);
    assertThat(Comparison.compare(wrongSign, beyond).status()).isEqualTo(Status.FAILED);
    assertThat(Comparison.compare(float64, beyond).status()).isEqualTo(Status.FAILED);
  }

  @Test
  void anotherShapeFailsWithoutFigures() {
    Verdict verdict =
        Comparison.compare(
            Tensor.filled(DType.FLOAT64, Shape.of(2, 3), 1),
            Expected.of(Tensor.filled(DType.FLOAT64, Shape.of(3, 2), 1), new double[6], ""));
    assertThat(verdict).isEqualTo(Verdict.failed("the shape is (2, 3), it must be (3, 2)"));
  }

  @Test
  void nothingToCompareIsNoEvidence() {
    assertThat(compare(new double[0], new double[0]))
        .isEqualTo(Verdict.mistrusted("the output is empty: there is nothing to compare"));
  }

  @Test
  void allZerosAreNoEvidence() {
    Verdict verdict = compare(new double[2], new double[2], 0, 0);
    assertThat(verdict.status()).isEqualTo(Status.MISTRUSTED);
    assertThat(verdict.explanation())
        .isEqualTo("every expected element is 0, which a missing computation would match too");
  }

  @Test
  void aBudgetAboveTheSignalIsNoEvidence() {
    Verdict verdict = compare(new double[] {1, 2}, new double[] {1, 2}, 0, 2);
    assertThat(verdict.status()).isEqualTo(Status.MISTRUSTED);
    assertThat(verdict.explanation())
        .isEqualTo("the budget 2.00 is not below the largest expected value 2.00");
    assertThat(compare(new double[] {1, 2}, new double[] {1, 2}, 1.9, 1.9).status())
        .isEqualTo(Status.PASSED);
    for (double unbounded : new double[] {INFINITY, NAN}) {
      assertThat(compare(new double[] {9, 2}, new double[] {1, 2}, unbounded, 0).status())
          .isEqualTo(Status.MISTRUSTED);
    }
  }

  @Test
  void messagesDoNotDependOnTheLanguageOfTheMachine() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("hr-HR"));
      assertThat(compare(new double[] {1}, new double[] {1}, 1.5).explanation())
          .contains("budget 1.50");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theWorstElementIsTheOneThatUsesMostOfItsBudget() {
    Expected expected =
        Expected.of(
            Tensor.float64(Shape.of(2, 2), 1, 2, 4, 8), new double[] {1, 1, 0.1, 10}, "formula");
    Agreement agreement =
        Comparison.measure(Tensor.float64(Shape.of(2, 2), 1.5, 2, 4.5, 9), expected);
    assertThat(agreement.worst().index()).containsExactly(1, 0);
    assertThat(agreement.budgetUse()).isCloseTo(5, within(1e-12));
    assertThat(agreement.elements()).isEqualTo(4);
    assertThat(agreement.maxUlp()).isEqualTo(0.5 / Math.ulp(1.0));
    assertThat(agreement.worst())
        .hasToString(
            "at [1, 0] expected 4.0, got 4.5: off by 0.500 (5.63e+14 ulp), allowed 0.100 ="
                + " formula");
  }

  @Test
  void theFirstOfEquallyWrongElementsIsNamed() {
    assertThat(compare(new double[] {1, NAN, NAN}, new double[] {1, 2, 3}, 0, 0, 0).explanation())
        .startsWith("at [1] expected 2.0, got NaN");
  }

  @Test
  void differencesAreTakenInExtendedPrecision() {
    DD expected = DD.ofSum(1, 0x1p-60);
    Agreement agreement =
        Comparison.measure(
            Tensor.vector(1),
            new Expected(
                NdArray.scalar(expected).reshape(Shape.of(1)), new double[] {0x1p-61}, "", true));
    assertThat(agreement.budgetUse()).isEqualTo(2);
  }

  @Test
  void ulpsAreThoseOfTheDtypeAndOnlyOfValuesKnownToThem() {
    double next = Math.nextUp(1f);
    Expected one = Expected.of(Tensor.vector(1), new double[] {1e-3}, "");
    assertThat(Comparison.measure(Tensor.of(DType.FLOAT32, Shape.of(1), next), one).maxUlp())
        .isEqualTo(1);
    Expected roughly = Expected.approximately(Tensor.vector(1), new double[] {1e-3}, "");
    Agreement agreement = Comparison.measure(Tensor.of(DType.FLOAT32, Shape.of(1), next), roughly);
    assertThat(agreement.maxUlp()).isNaN();
    assertThat(agreement.worst().toString()).doesNotContain("ulp");
  }

  @Property
  void theRmsIsBetweenNothingAndTheMaximum(@ForAll double[] differences) {
    double[] got = Arrays.stream(differences).map(d -> 1 + d % 1).toArray();
    double[] expected = new double[got.length];
    Arrays.fill(expected, 1);
    if (got.length > 0) {
      Agreement agreement =
          Comparison.measure(
              Tensor.vector(got), Expected.of(Tensor.vector(expected), expected.clone(), ""));
      assertThat(agreement.rmsUlp()).isBetween(0.0, agreement.maxUlp() * (1 + 1e-15));
      assertThat(agreement.budgetUse())
          .isEqualTo(Arrays.stream(got).map(x -> Math.abs(x - 1)).max().orElse(0));
    }
  }

  @Test
  void whatTheTruthItselfDoesNotKnowIsNoDifference() {
    assertThat(use(1, DD.ofSum(1, 0x1p-100), 0)).isZero();
    assertThat(use(1, DD.ofSum(1, 0x1p-99), 0)).isInfinite();
    assertThat(use(1 + 0x1p-50, DD.ofSum(1, 0x1p-60), 0x1p-60)).isEqualTo(0x1p10 - 1);
    assertThat(use(4, DD.ofSum(4, 0x1p-98), 0)).as("relative to the truth").isZero();
  }

  private static double use(double got, DD expected, double budget) {
    return Comparison.measure(
            Tensor.vector(got),
            new Expected(
                NdArray.scalar(expected).reshape(Shape.of(1)), new double[] {budget}, "", true))
        .budgetUse();
  }

  @Test
  void aNanThatIsExpectedIsASignal() {
    assertThat(compare(new double[] {NAN, 0}, new double[] {NAN, 0}, 0, 0).status())
        .isEqualTo(Status.PASSED);
  }

  @Test
  void theErrorsOfAFailureAreMappedTheWorstFirst() {
    double[] ones = {1, 1, 1, 1};
    double[] half = {0.5, 0.5, 0.5, 0.5};
    assertThat(compare(new double[] {1.5, 1, 1, 1}, ones, half).agreement().orElseThrow().errors())
        .as("at the budget")
        .isEmpty();
    Errors errors =
        compare(new double[] {1.5, 3, 1, 9}, ones, half)
            .agreement()
            .flatMap(Agreement::errors)
            .orElseThrow();
    assertThat(errors.use()).containsExactly(1.0, 4.0, 0.0, 16.0);
    assertThat(errors.wrong()).isEqualTo(2);
    assertThat(errors.worst())
        .extracting(WorstElement::index)
        .containsExactly(List.of(3), List.of(1));
  }

  @Test
  void aTensorTooLargeToLookAtHasNoMap() {
    assertThat(map(Errors.MOST)).hasSize(Errors.MOST);
    assertThat(map(Errors.MOST + 1)).isEmpty();
  }

  private static List<Double> map(int size) {
    return compare(new double[size], new double[size], filled(size)).agreement().isEmpty()
        ? List.of()
        : Comparison.measure(
                Tensor.vector(filled(size)),
                Expected.of(Tensor.vector(new double[size]), new double[size], ""))
            .errors()
            .orElseThrow()
            .use();
  }

  private static double[] filled(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }
}
