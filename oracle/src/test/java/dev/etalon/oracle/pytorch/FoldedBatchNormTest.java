package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.normalization.NormalizationCases;
import dev.etalon.oracle.trial.ErrorAnalysis;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.arithmetic.ExtendedArithmetic;
import dev.etalon.reference.arithmetic.Precision;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldedBatchNormTest {
  /** In 106 bits both are the truth but for a last rounding to double, which may fall apart. */
  @Test
  void isBatchNormalizationInAnotherOrder() {
    for (Recipe recipe : NormalizationCases.recipes()) {
      Case exam = recipe.draw(7);
      Tensor right =
          Evaluation.forward(
              exam.operator(), ExtendedArithmetic.INSTANCE, exam.operands(), DType.FLOAT64);
      Tensor folded =
          Evaluation.forward(
              FoldedBatchNorm.of(exam.operator()),
              ExtendedArithmetic.INSTANCE,
              exam.operands(),
              DType.FLOAT64);
      for (int i = 0; i < right.size(); i++) {
        assertThat(folded.at(i))
            .as(recipe.id())
            .isCloseTo(right.at(i), within(Math.ulp(right.at(i))));
      }
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
  void otherOperatorsAreWhatTheyAre() {
    Operator linear = new Linear();
    assertThat(FoldedBatchNorm.of(linear)).isSameAs(linear);
  }
}
