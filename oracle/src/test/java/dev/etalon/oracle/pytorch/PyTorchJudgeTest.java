package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.tensor.DType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On a case in which PyTorch is known to differ. */
class PyTorchJudgeTest {
  private static final String GRADIENT = Case.gradient("input");

  private final Trial deviating =
      Catalog.recipes("relu").stream()
          .map(recipe -> recipe.draw(1))
          .filter(
              exam ->
                  exam.deviation(GRADIENT, DType.FLOAT64)
                      .filter(known -> known.certain())
                      .isPresent())
          .findFirst()
          .map(exam -> new Trial(new Standard(exam, DType.FLOAT64), Evaluation.DEFINITION))
          .orElseThrow();

  private Verdict explained(Verdict verdict) {
    return PyTorchJudge.explained(deviating, GRADIENT, verdict);
  }

  @Test
  void theKnownDifferenceIsNoDisagreement() {
    assertThat(explained(Verdict.failed("1 is not 0")).status()).isEqualTo(Status.SKIPPED);
  }

  @Test
  void agreementWhereADifferenceIsKnownIsToldAsOne() {
    assertThat(explained(new Verdict(Status.PASSED, "", Optional.empty())).explanation())
        .startsWith("PyTorch no longer differs here as was noted");
  }

  /** Without a device or a library PyTorch has said nothing that could have changed. */
  @Test
  void anAbsentPyTorchHasNotChangedItsMind() {
    Verdict absent = Verdict.skipped("no CUDA device");

    assertThat(explained(absent)).isEqualTo(absent);
  }
}
