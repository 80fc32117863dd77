package dev.etalon.reference.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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

  @Test
  void aSeedIsOneKernel() {
    assertThat(fromSeed(5)).isEqualTo(fromSeed(5)).isNotEqualTo(fromSeed(6));
  }

  private static double fromSeed(long seed) {
    KernelArithmetic kernel = new KernelArithmetic(DType.FLOAT32, seed);
    return kernel.sum(Stream.iterate(kernel.constant(1), kernel::exp).limit(4).toList()).value();
  }
}
