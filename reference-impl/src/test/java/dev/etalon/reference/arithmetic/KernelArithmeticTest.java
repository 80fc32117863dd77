package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.numbers.core.DD;
import org.junit.jupiter.api.Test;

class KernelArithmeticTest {
  private static List<Double> results(Expression expression, DType dtype, double... inputs) {
    return LongStream.range(0, 200)
        .mapToObj(
            seed -> {
              KernelArithmetic kernel = new KernelArithmetic(dtype, seed);
              return expression
                  .evaluate(
                      kernel,
                      IntStream.range(0, inputs.length)
                          .mapToObj(i -> kernel.constant(inputs[i]))
                          .toList())
                  .value();
            })
        .distinct()
        .toList();
  }

  private static final Expression SUM =
      new Expression() {
        @Override
        public <T> T evaluate(Arithmetic<T> arithmetic, List<T> inputs) {
          return arithmetic.sum(inputs);
        }
      };

  private static final Expression SUM_OF_SQUARES =
      new Expression() {
        @Override
        public <T> T evaluate(Arithmetic<T> arithmetic, List<T> inputs) {
          return arithmetic.sum(inputs.stream().map(x -> arithmetic.multiply(x, x)).toList());
        }
      };

  @Test
  void sumsRunInManyOrders() {
    assertThat(results(SUM, DType.FLOAT32, 1e8, -1e8, 1, 1)).contains(0.0, 1.0, 2.0);
    assertThat(results(SUM, DType.FLOAT64, 1e16, -1e16, 1, 1)).contains(0.0, 1.0, 2.0);
  }

  @Test
  void productsAreFusedOrNot() {
    double x = 1 + 0x1p-12;
    assertThat(results(SUM_OF_SQUARES, DType.FLOAT32, 1, x))
        .contains((double) (1 + (float) (x * x)), (double) Math.fma((float) x, (float) x, 1f));
  }

  @Test
  void exactResultsAreExactInEveryKernel() {
    assertThat(results(SUM_OF_SQUARES, DType.FLOAT32, 1, 2, 3, 0)).containsExactly(14.0);
    Stream.of(DType.FLOAT32, DType.FLOAT64)
        .map(dtype -> new KernelArithmetic(dtype, 1))
        .forEach(kernel -> assertThat(kernel.tanh(kernel.zero()).value()).isZero());
  }

  /** What a library may lose, and no more: a peer that loses more accuses the budget wrongly. */
  @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
  void elementaryFunctionsAreWithinTheUlpsOfAGoodLibrary(
      @ForAll Function function,
      @ForAll @DoubleRange(min = 0.01, max = 3) @Scale(15) double size,
      @ForAll @IntRange(min = 0, max = 40) int halvings,
      @ForAll boolean isNegative) {
    double x = Math.scalb(size, -halvings) * (isNegative ? -1 : 1);
    Assume.that(function.isDefinedAt(x));
    DD truth = function.apply(ExtendedArithmetic.INSTANCE, x);
    double ulp = Math.ulp(truth.hi());
    for (long seed = 0; seed < 8; seed++) {
      double kernel = function.apply(new KernelArithmetic(DType.FLOAT64, seed), x).value();
      assertThat(Math.abs(truth.subtract(DD.of(kernel)).hi() / ulp))
          .isLessThanOrEqualTo(BudgetArithmetic.ELEMENTARY_ULPS);
    }
  }

  enum Function {
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    TANH;

    private boolean isDefinedAt(double x) {
      return this == LOG ? x > 0 : this != LOG1P || x > -1;
    }

    private <T> T apply(Arithmetic<T> arithmetic, double x) {
      T argument = arithmetic.constant(x);
      return switch (this) {
        case EXP -> arithmetic.exp(argument);
        case EXPM1 -> arithmetic.expm1(argument);
        case LOG -> arithmetic.log(argument);
        case LOG1P -> arithmetic.log1p(argument);
        case TANH -> arithmetic.tanh(argument);
      };
    }
  }

  @Test
  void aSeedIsOneKernel() {
    assertThat(fromSeed(5)).isEqualTo(fromSeed(5)).isNotEqualTo(fromSeed(6));
  }

  private static double fromSeed(long seed) {
    KernelArithmetic kernel = new KernelArithmetic(DType.FLOAT32, seed);
    return kernel.sum(Stream.iterate(kernel.constant(1), kernel::exp).limit(4).toList()).value();
  }
}
