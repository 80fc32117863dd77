package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import java.util.List;
import java.util.Map;

/**
 * Floating point of one dtype: every operation is carried out in double and rounded to the dtype,
 * sums run term after term. It gives what a plain kernel of that dtype gives; of a dtype of 16 bits
 * that is a kernel that computes in float32 and rounds what it stores. For float32 the double
 * rounding is harmless in + − × ÷ √, because 53 ≥ 2·24 + 2 (S. A. Figueroa, "When is double
 * rounding innocuous?", 1995).
 */
public final class RoundedArithmetic implements Arithmetic<Double> {
  private static final Map<DType, RoundedArithmetic> INSTANCES =
      Map.of(
          DType.FLOAT64, new RoundedArithmetic(Format.FLOAT64),
          DType.FLOAT32, new RoundedArithmetic(Format.FLOAT32),
          DType.FLOAT16, new RoundedArithmetic(Format.FLOAT32),
          DType.BFLOAT16, new RoundedArithmetic(Format.FLOAT32));

  private final Format format;

  private RoundedArithmetic(Format format) {
    this.format = format;
  }

  /**
   * The arithmetic of a dtype.
   *
   * @throws IllegalArgumentException if the dtype is not one of floating point
   */
  public static RoundedArithmetic of(DType dtype) {
    RoundedArithmetic arithmetic = INSTANCES.get(dtype);
    if (arithmetic == null) {
      throw new IllegalArgumentException(
          "no arithmetic for dtype %s; allowed are %s".formatted(dtype, INSTANCES.keySet()));
    }
    return arithmetic;
  }

  @Override
  public Double constant(double value) {
    return format.round(value);
  }

  @Override
  public double value(Double number) {
    return number;
  }

  @Override
  public Double negate(Double a) {
    return -a;
  }

  @Override
  public Double add(Double a, Double b) {
    return format.round(a + b);
  }

  @Override
  public Double subtract(Double a, Double b) {
    return format.round(a - b);
  }

  @Override
  public Double multiply(Double a, Double b) {
    return format.round(a * b);
  }

  @Override
  public Double divide(Double a, Double b) {
    return format.round(a / b);
  }

  @Override
  public Double sqrt(Double a) {
    return format.round(Math.sqrt(a));
  }

  @Override
  public Double exp(Double a) {
    return format.round(Math.exp(a));
  }

  @Override
  public Double expm1(Double a) {
    return format.round(Math.expm1(a));
  }

  @Override
  public Double log(Double a) {
    return format.round(Math.log(a));
  }

  @Override
  public Double log1p(Double a) {
    return format.round(Math.log1p(a));
  }

  @Override
  public Double tanh(Double a) {
    return format.round(Math.tanh(a));
  }

  @Override
  public Double sum(List<Double> terms) {
    double sum = 0;
    for (double term : terms) {
      sum = format.round(sum + term);
    }
    return sum;
  }

  @Override
  public int compare(Double a, Double b) {
    return Arithmetic.order(a, b);
  }
}
