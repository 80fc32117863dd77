package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.normalization.NormalizationCases;
import dev.etalon.reference.arithmetic.ExtendedArithmetic;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldedBatchNormTest {
  private static List<Case> cases(BatchNorm.Statistics statistics) {
    return NormalizationCases.recipes().stream()
        .map(recipe -> recipe.draw(7))
        .filter(exam -> ((BatchNorm) exam.operator()).statistics() == statistics)
        .toList();
  }

  @Test
  void isBatchNormalizationInAnotherOrder() {
    for (Case exam : cases(BatchNorm.Statistics.RUNNING)) {
      Operator folded = FoldedBatchNorm.of(exam.operator());
      assertThat(folded).isInstanceOf(FoldedBatchNorm.class);
      assertThat(
              Evaluation.forward(
                  folded, ExtendedArithmetic.INSTANCE, exam.operands(), DType.FLOAT64))
          .isEqualTo(
              Evaluation.forward(
                  exam.operator(), ExtendedArithmetic.INSTANCE, exam.operands(), DType.FLOAT64));
    }
  }

  @Test
  void inTrainingPyTorchIsHeldToTheDefinition() {
    for (Case exam : cases(BatchNorm.Statistics.BATCH)) {
      assertThat(FoldedBatchNorm.of(exam.operator())).isSameAs(exam.operator());
    }
  }
}
