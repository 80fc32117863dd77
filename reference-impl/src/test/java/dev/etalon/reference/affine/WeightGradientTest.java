package dev.etalon.reference.affine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.arithmetic.CountingArithmetic;
import dev.etalon.reference.arithmetic.RoundedArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightGradientTest {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  private static NdArray<Double> vector(double... elements) {
    return NdArray.from(Tensor.vector(elements), DOUBLES::constant);
  }

  private static NdArray<Double> vector(List<Integer> elements) {
    return NdArray.generate(Shape.of(elements.size()), i -> (double) elements.get(i[0]));
  }

  /** Without the sign of zeros: −0 + 0 = 0. */
  private static Tensor tensor(NdArray<Double> array) {
    return array.toTensor(DType.FLOAT64, element -> element + 0.0);
  }

  @Test
  void theJacobianHoldsTheInputInTheColumnsOfEachRowOfTheWeight() {
    assertThat(tensor(WeightGradient.jacobian(DOUBLES, vector(3, 5, 7), 2)))
        .isEqualTo(Tensor.float64(Shape.of(2, 6), 3, 5, 7, 0, 0, 0, 0, 0, 0, 3, 5, 7));
  }

  @Property(tries = 50)
  void bothWaysGiveTheSame(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = -99, max = 99) Integer> gradOutput,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = -99, max = 99) Integer> p) {
    assertThat(tensor(WeightGradient.throughJacobian(DOUBLES, vector(gradOutput), vector(p))))
        .isEqualTo(tensor(WeightGradient.outerProduct(DOUBLES, vector(gradOutput), vector(p))));
  }

  @Test
  void theMultiplicationsAreThoseOfTheLectures() {
    NdArray<Double> p = NdArray.generate(Shape.of(784), index -> 1.0);
    NdArray<Double> gradOutput = NdArray.generate(Shape.of(10), index -> 1.0);
    CountingArithmetic byJacobian = new CountingArithmetic();
    CountingArithmetic byOuterProduct = new CountingArithmetic();

    WeightGradient.throughJacobian(byJacobian, gradOutput, p);
    WeightGradient.outerProduct(byOuterProduct, gradOutput, p);

    assertThat(byJacobian.count().multiplications()).isEqualTo(784 * 10 * 10);
    assertThat(byOuterProduct.count().multiplications()).isEqualTo(784 * 10);
  }

  /** Rows of G: [2, −1] and [4, 6]; rows of P: [3, 5, 7] and [1, −2, 0]. */
  @Test
  void aBatchIsTheMeanOfItsOuterProducts() {
    NdArray<Double> gradOutputs = vector(2, -1, 4, 6).reshape(Shape.of(2, 2));
    NdArray<Double> p = vector(3, 5, 7, 1, -2, 0).reshape(Shape.of(2, 3));

    assertThat(tensor(WeightGradient.batched(DOUBLES, gradOutputs, p)))
        .isEqualTo(Tensor.float64(Shape.of(2, 3), 5, 1, 7, 1.5, -8.5, -3.5));
  }

  @Test
  void aBatchIsTheGradientOfLinearWithTheMeanInItsCotangent() {
    Tensor gradOutputs = Tensor.float64(Shape.of(4, 2), 2, -1, 4, 6, -8, 10, 12, 16);
    Tensor p = Tensor.float64(Shape.of(4, 3), 3, 5, 7, 1, -2, 0, 4, 4, 9, -6, 2, 1);

    assertThat(
            tensor(
                WeightGradient.batched(
                    DOUBLES,
                    NdArray.from(gradOutputs, DOUBLES::constant),
                    NdArray.from(p, DOUBLES::constant))))
        .isEqualTo(
            Evaluation.DEFINITION
                .vjp(
                    new Linear(),
                    Map.of("input", p, "weight", Tensor.filled(DType.FLOAT64, Shape.of(2, 3), 1)),
                    gradOutputs.map(g -> g / 4),
                    DType.FLOAT64)
                .get("weight"));
  }

  @Test
  void linearByExplicitJacobiansHasTheGradientsOfLinear() {
    Map<String, Tensor> operands =
        Map.of(
            "input", Tensor.float64(Shape.of(2, 2, 3), 3, 5, 7, 1, -2, 0, 4, 4, 9, -6, 2, 1),
            "weight", Tensor.float64(Shape.of(2, 3), 1, 2, 3, 4, 5, 6),
            "bias", Tensor.vector(1, -1));
    Tensor cotangent = Tensor.float64(Shape.of(2, 2, 2), 2, -1, 4, 6, -8, 10, 12, 16);

    assertThat(
            Evaluation.DEFINITION.vjp(
                new ExplicitJacobianLinear(), operands, cotangent, DType.FLOAT64))
        .isEqualTo(Evaluation.DEFINITION.vjp(new Linear(), operands, cotangent, DType.FLOAT64));
  }
}
