package dev.etalon.oracle.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Lecture;
import dev.etalon.fixtures.lecture.WorkedExample;
import dev.etalon.fixtures.lecture.WorkedExample.Quantity;
import dev.etalon.fixtures.lecture.WorkedExamples;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkedExampleResultTest {
  private static WorkedExampleResult result(Quantity quantity) {
    return WorkedExampleResult.of(
            new WorkedExample(new Lecture(99, "title"), "statement", List.of(quantity)))
        .get(0);
  }

  private static Findings findings(WorkedExampleResult result) {
    return new Findings(
        List.of(),
        List.of(result),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        false);
  }

  @Test
  void anotherNumberIsADisagreementThatFailsTheVerification() {
    WorkedExampleResult result =
        result(Quantity.exact("count", Tensor.vector(1, 142), Tensor.vector(1, 141)));

    assertThat(result.verdict().status()).isEqualTo(Status.FAILED);
    assertThat(result.verdict().explanation()).contains("142", "141");
    assertThat(findings(result).contradictions()).containsExactly(result);
    assertThat(findings(result).allAgree()).isFalse();
  }

  @Test
  void anotherShapeIsADisagreement() {
    Verdict verdict =
        result(Quantity.exact("vector", Tensor.vector(1, 2), Tensor.float64(Shape.of(2, 1), 1, 2)))
            .verdict();

    assertThat(verdict.status()).isEqualTo(Status.FAILED);
    assertThat(verdict.explanation()).isEqualTo("the shape is (2, 1), it must be (2)");
  }

  @Test
  void zerosThatAreKnownBeforehandAreTrusted() {
    WorkedExampleResult result =
        result(Quantity.exact("gradient", Tensor.vector(0, 0), Tensor.vector(0, 0)));

    assertThat(result.verdict().status()).isEqualTo(Status.PASSED);
    assertThat(findings(result).allAgree()).isTrue();
  }

  @Test
  void aNumberMayBeOffByItsToleranceAndNoMore() {
    Tensor expected = Tensor.vector(1);
    Tensor tolerance = Tensor.vector(0.25);

    assertThat(
            List.of(
                result(new Quantity("x", expected, Tensor.vector(1.25), tolerance, "bound")),
                result(new Quantity("x", expected, Tensor.vector(1.375), tolerance, "bound"))))
        .extracting(result -> result.verdict().status())
        .containsExactly(Status.PASSED, Status.FAILED);
  }

  @Test
  void theReferenceReproducesEveryNumberOfTheLectures() {
    assertThat(WorkedExamples.all().stream().flatMap(e -> WorkedExampleResult.of(e).stream()))
        .hasSizeGreaterThan(30)
        .allSatisfy(result -> assertThat(result.verdict().status()).isEqualTo(Status.PASSED));
  }
}
