package dev.etalon.reference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NdArrayTest {
  private final NdArray<Integer> array =
      NdArray.generate(Shape.of(2, 3, 4), i -> 100 * i[0] + 10 * i[1] + i[2]);

  @Test
  void elementsAreFoundByIndexAndByPosition() {
    assertThat(array.get(1, 2, 3)).isEqualTo(123);
    assertThat(array.at(23)).isEqualTo(123);
  }

  @Test
  void flatteningJoinsTheLastAxesInOrder() {
    NdArray<Integer> flat = array.flattenFrom(1);
    assertThat(flat.shape()).isEqualTo(Shape.of(2, 12));
    assertThat(flat.get(1, 7)).isEqualTo(113);
    assertThat(array.flattenFrom(3).shape()).as("a new axis").isEqualTo(Shape.of(2, 3, 4, 1));
  }

  @Test
  void reshapingNeedsTheSameNumberOfElements() {
    assertThatThrownBy(() -> array.reshape(Shape.of(5)))
        .hasMessage("shape (2, 3, 4) cannot be reshaped to (5): 24 elements against 5");
  }

  @Test
  void aTensorIsReadAndWrittenInItsDtype() {
    Tensor tensor = Tensor.vector(1.0 / 3, 2);
    NdArray<Double> numbers = NdArray.from(tensor, x -> x);
    assertThat(numbers.toTensor(DType.FLOAT64, x -> x)).isEqualTo(tensor);
    assertThat(numbers.toTensor(DType.FLOAT32, x -> x)).isEqualTo(tensor.as(DType.FLOAT32));
    assertThat(numbers.map(x -> 3 * x).at(1)).isEqualTo(6);
    assertThat(NdArray.scalar(7).get()).isEqualTo(7);
  }
}
