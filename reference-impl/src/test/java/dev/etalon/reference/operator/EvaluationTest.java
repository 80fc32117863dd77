package dev.etalon.reference.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void aMissingOperandIsNamed() {
    Asked.of(new Linear())
        .counting("input", 2, 3)
        .isRefused("linear needs the operand 'weight'; given are [input]");
  }

  @Test
  void anUnknownOperandIsNamed() {
    Asked.of(new Linear())
        .counting("input", 2, 3)
        .counting("weight", 4, 3)
        .counting("bais", 4)
        .isRefused("linear has no operand 'bais'; its operands are [input, weight, bias]");
  }

  @Test
  void everyStepIsRoundedToTheDtype() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.float64(Shape.of(1, 3), 1e8, 1, -1e8),
            "weight", Tensor.float64(Shape.of(1, 3), 1, 1, 1));
    assertThat(Evaluation.DEFINITION.forward(new Linear(), operands, DType.FLOAT64).at(0))
        .isEqualTo(1);
    assertThat(Evaluation.DEFINITION.forward(new Linear(), operands, DType.FLOAT32).at(0))
        .as("1e8 + 1 is 1e8 in float32")
        .isZero();
  }

  @Test
  void resultsAreInTheDtype() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.filled(DType.FLOAT32, Shape.of(2, 3), 0.1),
            "weight", Tensor.filled(DType.FLOAT32, Shape.of(4, 3), 0.1));
    Tensor cotangent = Tensor.filled(DType.FLOAT32, Shape.of(2, 4), 1);
    assertThat(Evaluation.DEFINITION.vjp(new Linear(), operands, cotangent, DType.FLOAT32))
        .containsOnlyKeys("input", "weight")
        .allSatisfy((name, gradient) -> assertThat(gradient.dtype()).isEqualTo(DType.FLOAT32));
  }

  @Test
  void theDefinitionsClaimEverythingAndAreTheirOwnErrorModel() {
    Operator linear = new Linear();
    assertThat(Evaluation.DEFINITION.claims(linear)).isTrue();
    assertThat(Evaluation.DEFINITION.errorModel(linear)).isSameAs(linear);
  }
}
