package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.normalization.NormalizationCases;
import dev.etalon.oracle.trial.ErrorAnalysis;
import dev.etalon.reference.arithmetic.ExtendedArithmetic;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
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

  /** There the definition is exact, and x·α + β rounds at the magnitude of μ·α. */
  @Test
  void mayBeOffAtTheMean() {
    Case atTheMean =
        Recipe.of("at-the-mean", new BatchNorm(BatchNorm.Statistics.RUNNING))
            .fixed("input", Tensor.float64(Shape.of(1, 1), 2))
            .fixed("bias", Tensor.vector(-0.3))
            .fixed("running_mean", Tensor.vector(2))
            .fixed("running_var", Tensor.vector(1.7))
            .draw(7);
    ErrorAnalysis analysis = new ErrorAnalysis(Precision.of(DType.FLOAT64));
    Map<String, Tensor> operands = atTheMean.operands();
    assertThat(analysis.forward(atTheMean.operator(), operands)).containsExactly(0);
    double scale = 2 / Math.sqrt(1.7);
    assertThat(analysis.forward(FoldedBatchNorm.of(atTheMean.operator()), operands)[0])
        .isBetween(scale * DType.FLOAT64.unitRoundoff(), 16 * scale * DType.FLOAT64.unitRoundoff());
  }

  @Test
  void inTrainingPyTorchIsHeldToTheDefinition() {
    for (Case exam : cases(BatchNorm.Statistics.BATCH)) {
      assertThat(FoldedBatchNorm.of(exam.operator())).isSameAs(exam.operator());
    }
  }
}
