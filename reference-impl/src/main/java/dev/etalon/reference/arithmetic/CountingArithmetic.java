package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Doubles that count the operations made with them: the cost of a definition, or of another
 * algorithm for the same operator. Changing a sign and choosing a {@link #stabilizer} are free. One
 * instance serves one evaluation.
 */
public final class CountingArithmetic implements Arithmetic<Double> {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);

  private static final Set<Primitive> ELEMENTARY =
      EnumSet.of(
          Primitive.SQRT,
          Primitive.EXP,
          Primitive.EXPM1,
          Primitive.LOG,
          Primitive.LOG1P,
          Primitive.TANH);

  private final long[] calls = new long[Primitive.values().length];
  private long additionsInSums;

  /** The operations so far. */
  public OperationCount count() {
    return new OperationCount(
        calls(Primitive.ADD) + calls(Primitive.SUBTRACT) + additionsInSums,
        calls(Primitive.MULTIPLY),
        calls(Primitive.DIVIDE),
        ELEMENTARY.stream().mapToLong(this::calls).sum(),
        calls(Primitive.COMPARE));
  }

  /** The primitives that were used so far, the free ones too. */
  public Set<Primitive> used() {
    Set<Primitive> used = EnumSet.allOf(Primitive.class);
    used.removeIf(primitive -> calls(primitive) == 0);
    return used;
  }

  private long calls(Primitive primitive) {
    return calls[primitive.ordinal()];
  }

  private void called(Primitive primitive) {
    calls[primitive.ordinal()]++;
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
    called(Primitive.NEGATE);
    return DOUBLES.negate(a);
  }

  @Override
  public Double add(Double a, Double b) {
    called(Primitive.ADD);
    return DOUBLES.add(a, b);
  }

  @Override
  public Double subtract(Double a, Double b) {
    called(Primitive.SUBTRACT);
    return DOUBLES.subtract(a, b);
  }

  @Override
  public Double multiply(Double a, Double b) {
    called(Primitive.MULTIPLY);
    return DOUBLES.multiply(a, b);
  }

  @Override
  public Double divide(Double a, Double b) {
    called(Primitive.DIVIDE);
    return DOUBLES.divide(a, b);
  }

  @Override
  public Double sqrt(Double a) {
    called(Primitive.SQRT);
    return DOUBLES.sqrt(a);
  }

  @Override
  public Double exp(Double a) {
    called(Primitive.EXP);
    return DOUBLES.exp(a);
  }

  @Override
  public Double expm1(Double a) {
    called(Primitive.EXPM1);
    return DOUBLES.expm1(a);
  }

  @Override
  public Double log(Double a) {
    called(Primitive.LOG);
    return DOUBLES.log(a);
  }

  @Override
  public Double log1p(Double a) {
    called(Primitive.LOG1P);
    return DOUBLES.log1p(a);
  }

  @Override
  public Double tanh(Double a) {
    called(Primitive.TANH);
    return DOUBLES.tanh(a);
  }

  @Override
  public Double sum(List<Double> terms) {
    called(Primitive.SUM);
    additionsInSums += Math.max(0, terms.size() - 1);
    return DOUBLES.sum(terms);
  }

  @Override
  public Double stabilizer(List<Double> values) {
    called(Primitive.STABILIZER);
    return DOUBLES.stabilizer(values);
  }

  @Override
  public int compare(Double a, Double b) {
    called(Primitive.COMPARE);
    return DOUBLES.compare(a, b);
  }
}
