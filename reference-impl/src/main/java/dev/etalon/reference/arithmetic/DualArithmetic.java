package dev.etalon.reference.arithmetic;

import java.util.List;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;

/**
 * Dual numbers v + ε·v′ (ε² = 0), on Commons Math's {@link DerivativeStructure} of one parameter
 * and order one: evaluated at x + ε·v, a definition gives f(x) and the exact directional derivative
 * J·v, with no step size.
 */
public final class DualArithmetic implements Arithmetic<DerivativeStructure> {
  public static final DualArithmetic INSTANCE = new DualArithmetic();

  private DualArithmetic() {}

  /** The dual number value + ε·tangent. */
  public DerivativeStructure dual(double value, double tangent) {
    return new DerivativeStructure(1, 1, value, tangent);
  }

  /** The coefficient of ε. */
  public double tangent(DerivativeStructure number) {
    return number.getPartialDerivative(1);
  }

  @Override
  public DerivativeStructure constant(double value) {
    return dual(value, 0);
  }

  @Override
  public double value(DerivativeStructure number) {
    return number.getValue();
  }

  @Override
  public DerivativeStructure negate(DerivativeStructure a) {
    return a.negate();
  }

  @Override
  public DerivativeStructure add(DerivativeStructure a, DerivativeStructure b) {
    return a.add(b);
  }

  @Override
  public DerivativeStructure subtract(DerivativeStructure a, DerivativeStructure b) {
    return a.subtract(b);
  }

  @Override
  public DerivativeStructure multiply(DerivativeStructure a, DerivativeStructure b) {
    return a.multiply(b);
  }

  @Override
  public DerivativeStructure divide(DerivativeStructure a, DerivativeStructure b) {
    return a.divide(b);
  }

  @Override
  public DerivativeStructure sqrt(DerivativeStructure a) {
    return a.sqrt();
  }

  @Override
  public DerivativeStructure exp(DerivativeStructure a) {
    return a.exp();
  }

  @Override
  public DerivativeStructure expm1(DerivativeStructure a) {
    return a.expm1();
  }

  @Override
  public DerivativeStructure log(DerivativeStructure a) {
    return a.log();
  }

  @Override
  public DerivativeStructure log1p(DerivativeStructure a) {
    return a.log1p();
  }

  /** With tanh′ = 1/cosh²: Commons Math's 1 − tanh² cancels where tanh saturates. */
  @Override
  public DerivativeStructure tanh(DerivativeStructure a) {
    double cosh = Math.cosh(a.getValue());
    return a.compose(Math.tanh(a.getValue()), 1 / (cosh * cosh));
  }

  @Override
  public DerivativeStructure sum(List<DerivativeStructure> terms) {
    DerivativeStructure sum = zero();
    for (DerivativeStructure term : terms) {
      sum = sum.add(term);
    }
    return sum;
  }

  @Override
  public int compare(DerivativeStructure a, DerivativeStructure b) {
    return Arithmetic.order(a.getValue(), b.getValue());
  }
}
