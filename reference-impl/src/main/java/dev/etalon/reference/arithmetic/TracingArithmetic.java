package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Doubles that remember every decision. Two evaluations with the same decisions lie on the same
 * smooth piece of the function; where the decisions differ, a kink lies between (ReLU at 0, a tie
 * of a maximum). One instance serves one evaluation.
 */
public final class TracingArithmetic implements Arithmetic<Double> {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  private final List<Integer> decisions = new ArrayList<>();

  /** The sign of every comparison so far, in order. */
  public List<Integer> decisions() {
    return List.copyOf(decisions);
  }

  @Override
  public int compare(Double a, Double b) {
    int decision = Integer.signum(DOUBLES.compare(a, b));
    decisions.add(decision);
    return decision;
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
    return DOUBLES.add(a, b);
  }

  @Override
  public Double subtract(Double a, Double b) {
    return DOUBLES.subtract(a, b);
  }

  @Override
  public Double multiply(Double a, Double b) {
    return DOUBLES.multiply(a, b);
  }

  @Override
  public Double divide(Double a, Double b) {
    return DOUBLES.divide(a, b);
  }

  @Override
  public Double sqrt(Double a) {
    return DOUBLES.sqrt(a);
  }

  @Override
  public Double exp(Double a) {
    return DOUBLES.exp(a);
  }

  @Override
  public Double expm1(Double a) {
    return DOUBLES.expm1(a);
  }

  @Override
  public Double log(Double a) {
    return DOUBLES.log(a);
  }

  @Override
  public Double log1p(Double a) {
    return DOUBLES.log1p(a);
  }

  @Override
  public Double tanh(Double a) {
    return DOUBLES.tanh(a);
  }

  @Override
  public Double sum(List<Double> terms) {
    return DOUBLES.sum(terms);
  }
}
