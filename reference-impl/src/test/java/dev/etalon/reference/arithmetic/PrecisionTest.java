package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.arithmetic.BudgetArithmetic.Bounded;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.numbers.core.Sum;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  private static final Precision TF32 = Precision.ofTensorCores(DType.FLOAT32, true);

  private static <T> T dot(Arithmetic<T> arithmetic, double[] a, double[] b) {
    return arithmetic.sum(
        IntStream.range(0, a.length)
            .mapToObj(
                i -> arithmetic.multiply(arithmetic.constant(a[i]), arithmetic.constant(b[i])))
            .toList());
  }

  private static double[] normal(Random random, int n, DType dtype) {
    return random.doubles(n).map(x -> dtype.round(4 * x - 2)).toArray();
  }

  /** float32 accumulation and one rounding of the result: n·2⁻²⁴·Σ|ab| + 2⁻⁸·|y|, and no more. */
  @Test
  void aDotProductOfBfloat16LosesInItsStorageAndNotInItsProducts() {
    double[] a = normal(new Random(1), 64, DType.BFLOAT16);
    double[] b = normal(new Random(2), 64, DType.BFLOAT16);
    Bounded y = dot(new BudgetArithmetic(DType.BFLOAT16), a, b);
    double magnitude = IntStream.range(0, 64).mapToDouble(i -> Math.abs(a[i] * b[i])).sum();
    double accumulated = BudgetArithmetic.gamma(63, 0x1p-24) * magnitude;
    assertThat(y.error())
        .isBetween(
            accumulated + 0x1p-8 * Math.abs(y.value()),
            (accumulated + 0x1p-8 * Math.abs(y.value())) * 1.01);
  }

  /** Each factor loses up to 2⁻¹⁰ when it is cut off to TF32. */
  @Test
  void aProductInTf32LosesTwoConversions() {
    double x = 1 + 0x1p-12;
    BudgetArithmetic budget = new BudgetArithmetic(TF32);
    Bounded product = dot(budget, new double[] {x, 0}, new double[] {x, 0});
    assertThat(product.value()).isEqualTo(x * x);
    Bounded pair = dot(budget, new double[] {x, 3}, new double[] {x, 5});
    assertThat(pair.error()).isBetween(2 * 0x1p-10, 2.1 * 0x1p-10);
    assertThat(dot(new BudgetArithmetic(TF32), new double[] {2, 3}, new double[] {7, 5}).error())
        .as("integers of 11 bits are exact in TF32")
        .isZero();
  }

  @Property(tries = 2_000)
  void noTensorCoreLeavesItsBudget(
      @ForAll DType dtype, @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
    if (!dtype.isFloating()) {
      return;
    }
    Precision precision = Precision.ofTensorCores(dtype, true);
    double[] a = normal(new Random(seed), n, dtype);
    double[] b = normal(new Random(~seed), n, dtype);
    double truth = Sum.ofProducts(a, b).getAsDouble();
    double kernel = dot(new KernelArithmetic(precision, seed), a, b).value();
    Bounded bounded = dot(new BudgetArithmetic(precision), a, b);
    assertThat(Math.abs(kernel - truth)).isLessThanOrEqualTo(bounded.error());
  }

  /** Without the model of tensor cores, TF32 is outside of float32's budget. */
  @Test
  void tf32IsNotFloat32() {
    double[] a = normal(new Random(3), 16, DType.FLOAT32);
    double[] b = normal(new Random(4), 16, DType.FLOAT32);
    double truth = Sum.ofProducts(a, b).getAsDouble();
    double kernel = dot(new KernelArithmetic(TF32, 5), a, b).value();
    assertThat(Math.abs(kernel - truth))
        .isGreaterThan(10 * dot(new BudgetArithmetic(DType.FLOAT32), a, b).error());
  }

  @Test
  void subnormalsOfFloat16AreNotFlushed() {
    BudgetArithmetic budget = new BudgetArithmetic(DType.FLOAT16);
    Bounded tiny = dot(budget, new double[] {0x1p-10, 0x1p-14}, new double[] {0x1.8p-10, 0x1p-8});
    assertThat(tiny.error()).isLessThan(0x1p-24);
  }

  @Test
  void aPrecisionIsNamedByWhatDiffers() {
    assertThat(Precision.of(DType.FLOAT64)).hasToString("float64");
    assertThat(Precision.of(DType.FLOAT16))
        .hasToString("float16 × in float16, Σ in float32, stored in float16");
    assertThat(TF32).hasToString("float32 × in TF32, Σ in float32 cut off, stored in float32");
    assertThat(Precision.ofTensorCores(DType.FLOAT32, false))
        .isEqualTo(Precision.of(DType.FLOAT32));
  }

  @Test
  void sumsAreAsPreciseAsWhatIsStored() {
    assertThatThrownBy(
            () ->
                new Precision(
                    Format.FLOAT32, Format.FLOAT32, Format.FLOAT16, Format.FLOAT32, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sums in float16 cannot be stored in float32, which is more precise; accumulate in"
                + " float32 or wider");
    assertThat(List.of(Format.values())).allMatch(format -> format.holds(format));
  }
}
