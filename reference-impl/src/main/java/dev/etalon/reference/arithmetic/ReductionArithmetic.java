package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Doubles that remember the longest sum they came through: the reduction length n, on which the
 * error of a kernel depends.
 */
public final class ReductionArithmetic implements Arithmetic<ReductionArithmetic.Reduced> {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  /**
   * A number with its history.
   *
   * @param value the number
   * @param terms the number of terms of the longest sum on the way to it; 1 without a sum
   */
  public record Reduced(double value, int terms) {
    private Reduced map(DoubleUnaryOperator function) {
      return new Reduced(function.applyAsDouble(value), terms);
    }

    private Reduced with(Reduced other, double result) {
      return new Reduced(result, Math.max(terms, other.terms));
    }
  }

  @Override
  public Reduced constant(double value) {
    return new Reduced(value, 1);
  }

  @Override
  public double value(Reduced number) {
    return number.value();
  }

  @Override
  public Reduced negate(Reduced a) {
    return a.map(DOUBLES::negate);
  }

  @Override
  public Reduced add(Reduced a, Reduced b) {
    return a.with(b, DOUBLES.add(a.value(), b.value()));
  }

  @Override
  public Reduced subtract(Reduced a, Reduced b) {
    return a.with(b, DOUBLES.subtract(a.value(), b.value()));
  }

  @Override
  public Reduced multiply(Reduced a, Reduced b) {
    return a.with(b, DOUBLES.multiply(a.value(), b.value()));
  }

  @Override
  public Reduced divide(Reduced a, Reduced b) {
    return a.with(b, DOUBLES.divide(a.value(), b.value()));
  }

  @Override
  public Reduced sqrt(Reduced a) {
    return a.map(DOUBLES::sqrt);
  }

  @Override
  public Reduced exp(Reduced a) {
    return a.map(DOUBLES::exp);
  }

  @Override
  public Reduced expm1(Reduced a) {
    return a.map(DOUBLES::expm1);
  }

  @Override
  public Reduced log(Reduced a) {
    return a.map(DOUBLES::log);
  }

  @Override
  public Reduced log1p(Reduced a) {
    return a.map(DOUBLES::log1p);
  }

  @Override
  public Reduced tanh(Reduced a) {
    return a.map(DOUBLES::tanh);
  }

  @Override
  public Reduced sum(List<Reduced> terms) {
    int longest = Math.max(1, terms.size());
    List<Double> values = new ArrayList<>(terms.size());
    for (Reduced term : terms) {
      longest = Math.max(longest, term.terms());
      values.add(term.value());
    }
    return new Reduced(DOUBLES.sum(values), longest);
  }

  @Override
  public int compare(Reduced a, Reduced b) {
    return DOUBLES.compare(a.value(), b.value());
  }
}
