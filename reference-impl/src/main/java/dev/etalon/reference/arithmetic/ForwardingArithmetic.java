package dev.etalon.reference.arithmetic;

import java.util.List;

/**
 * A number system that does as another does; a subclass changes a part of it.
 *
 * @param <T> the number
 */
public abstract class ForwardingArithmetic<T> implements Arithmetic<T> {
  private final Arithmetic<T> original;

  protected ForwardingArithmetic(Arithmetic<T> original) {
    this.original = original;
  }

  @Override
  public T constant(double value) {
    return original.constant(value);
  }

  @Override
  public double value(T number) {
    return original.value(number);
  }

  @Override
  public T negate(T a) {
    return original.negate(a);
  }

  @Override
  public T add(T a, T b) {
    return original.add(a, b);
  }

  @Override
  public T subtract(T a, T b) {
    return original.subtract(a, b);
  }

  @Override
  public T multiply(T a, T b) {
    return original.multiply(a, b);
  }

  @Override
  public T divide(T a, T b) {
    return original.divide(a, b);
  }

  @Override
  public T sqrt(T a) {
    return original.sqrt(a);
  }

  @Override
  public T exp(T a) {
    return original.exp(a);
  }

  @Override
  public T expm1(T a) {
    return original.expm1(a);
  }

  @Override
  public T log(T a) {
    return original.log(a);
  }

  @Override
  public T log1p(T a) {
    return original.log1p(a);
  }

  @Override
  public T tanh(T a) {
    return original.tanh(a);
  }

  @Override
  public T sum(List<T> terms) {
    return original.sum(terms);
  }

  @Override
  public int compare(T a, T b) {
    return original.compare(a, b);
  }
}
