package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.List;

/**
 * Doubles that count the operations made with them: the cost of a definition, or of another
 * algorithm for the same operator. Changing a sign and choosing a {@link #stabilizer} are free. One
 * instance serves one evaluation.
 */
public final class CountingArithmetic implements Arithmetic<Double> {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  private long additions;
  private long multiplications;
  private long divisions;
  private long elementaryFunctions;
  private long comparisons;

  /** The operations so far. */
  public OperationCount count() {
    return new OperationCount(
        additions, multiplications, divisions, elementaryFunctions, comparisons);
  }

  @Override
  public Double constant(double value) {
    return value;
  }

  @Override
  public double value(Double number) {
    return number;
  }

  @Override
  public Double negate(Double a) {
    return DOUBLES.negate(a);
  }

  @Override
  public Double add(Double a, Double b) {
    additions++;
    return DOUBLES.add(a, b);
  }

  @Override
  public Double subtract(Double a, Double b) {
    additions++;
    return DOUBLES.subtract(a, b);
  }

  @Override
  public Double multiply(Double a, Double b) {
    multiplications++;
    return DOUBLES.multiply(a, b);
  }

  @Override
  public Double divide(Double a, Double b) {
    divisions++;
    return DOUBLES.divide(a, b);
  }

  @Override
  public Double sqrt(Double a) {
    elementaryFunctions++;
    return DOUBLES.sqrt(a);
  }

  @Override
  public Double exp(Double a) {
    elementaryFunctions++;
    return DOUBLES.exp(a);
  }

  @Override
  public Double expm1(Double a) {
    elementaryFunctions++;
    return DOUBLES.expm1(a);
  }

  @Override
  public Double log(Double a) {
    elementaryFunctions++;
    return DOUBLES.log(a);
  }

  @Override
  public Double log1p(Double a) {
    elementaryFunctions++;
    return DOUBLES.log1p(a);
  }

  @Override
  public Double tanh(Double a) {
    elementaryFunctions++;
    return DOUBLES.tanh(a);
  }

  @Override
  public Double sum(List<Double> terms) {
    additions += Math.max(0, terms.size() - 1);
    return DOUBLES.sum(terms);
  }

  @Override
  public int compare(Double a, Double b) {
    comparisons++;
    return DOUBLES.compare(a, b);
  }
}
