package dev.etalon.reference.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.arithmetic.RoundedArithmetic;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import org.junit.jupiter.api.Test;

class ScatterTest {
  @Test
  void termsAtOneIndexAreAddedAndTheRestIsZero() {
    Scatter<Double> scatter = new Scatter<>(Shape.of(2, 2));
    scatter.add(1.0, 1, 0);
    scatter.add(2.5, 1, 0);
    scatter.add(-4.0, 0, 1);
    NdArray<Double> sum = scatter.sum(RoundedArithmetic.of(DType.FLOAT64));
    assertThat(sum.toTensor(DType.FLOAT64, x -> x).toArray()).containsExactly(0, -4, 3.5, 0);
  }
}
