package dev.etalon.reference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
  private static final Shape MATRIX = Shape.of(2, 2);

  @Test
  void elementsAreRoundedToTheDtypeHoweverTheyComeIn() {
    double third = (float) (1.0 / 3);
    Tensor tensor = Tensor.of(DType.FLOAT32, MATRIX, 1.0 / 3, 1, 2, 3);
    assertThat(tensor.at(0)).isEqualTo(third);
    assertThat(tensor.with(3, 1.0 / 3).get(1, 1)).isEqualTo(third);
    assertThat(tensor.map(x -> x / 3).at(1)).isEqualTo(third);
    assertThat(Tensor.float64(MATRIX, 1.0 / 3, 1, 2, 3).as(DType.FLOAT32)).isEqualTo(tensor);
  }

  @Test
  void indicesStayIndicesInEveryPrecision() {
    Tensor labels = Tensor.int64(Shape.of(2), 0, 16_777_217);
    assertThat(labels.as(DType.FLOAT32)).isSameAs(labels);
  }

  @Test
  void aChangeIsAnotherTensor() {
    double[] elements = {1, 2, 3, 4};
    Tensor tensor = Tensor.float64(MATRIX, elements);
    elements[0] = 9;
    tensor.toArray()[1] = 9;
    assertThat(tensor.with(2, 9).toArray()).containsExactly(1, 2, 9, 4);
    assertThat(tensor.toArray()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void equalityIsBitForBit() {
    assertThat(Tensor.vector(Double.NaN, 1)).isEqualTo(Tensor.vector(Double.NaN, 1));
    assertThat(Tensor.vector(0.0)).isNotEqualTo(Tensor.vector(-0.0));
    assertThat(Tensor.vector(1, 2)).isNotEqualTo(Tensor.float64(Shape.of(2, 1), 1, 2));
    assertThat(Tensor.vector(1)).isNotEqualTo(Tensor.vector(1).as(DType.FLOAT32));
  }

  @Test
  void reshapingKeepsTheOrder() {
    Tensor tensor = Tensor.vector(1, 2, 3, 4, 5, 6).reshape(Shape.of(2, 3));
    assertThat(tensor.get(1, 0)).isEqualTo(4);
    assertThatThrownBy(() -> tensor.reshape(MATRIX))
        .hasMessage("6 elements do not fill shape (2, 2), which needs 4");
  }

  @Test
  void longTensorsArePrintedShortened() {
    assertThat(Tensor.vector(1, 2)).hasToString("float64(2)[1.0, 2.0]");
    assertThat(Tensor.filled(DType.FLOAT64, Shape.of(33), 0).toString()).endsWith("0.0, …]");
  }
}
