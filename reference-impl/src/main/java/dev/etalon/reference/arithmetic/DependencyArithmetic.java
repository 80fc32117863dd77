package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Doubles that know which inputs they were computed from. Evaluated in it, a definition gives the
 * sparsity pattern of its Jacobian at the point: dense for an affine layer, sparse for a
 * convolution, one input for each maximum. Decisions and {@link #stabilizer stabilizers} add no
 * dependency, since the derivative has none; but every decision is kept with the inputs of both
 * sides, for where it is near, a kink is. One instance serves one evaluation.
 */
public final class DependencyArithmetic implements Arithmetic<DependencyArithmetic.Dependent> {
  private static final RoundedArithmetic DOUBLES = RoundedArithmetic.of(DType.FLOAT64);
  private static final int[] NONE = {};

  /** A value and the sorted numbers of the inputs that it was computed from. */
  public static final class Dependent {
    private final double value;
    private final int[] inputs;

    private Dependent(double value, int[] inputs) {
      this.value = value;
      this.inputs = inputs;
    }

    /** The numbers of the inputs, ascending. */
    public int[] inputs() {
      return inputs.clone();
    }
  }

  /** The outcome of a comparison, and what both sides were computed from. */
  public static final class Decision {
    private final int outcome;
    private final int[] left;
    private final int[] right;

    private Decision(int outcome, int[] left, int[] right) {
      this.outcome = outcome;
      this.left = left;
      this.right = right;
    }

    /** The sign of the difference; 0 is a tie. */
    public int outcome() {
      return outcome;
    }

    /** Whether neither side was computed from several inputs. */
    public boolean isBetweenSingleInputs() {
      return left.length <= 1 && right.length <= 1;
    }

    /** The numbers of the inputs of either side, ascending. */
    public int[] inputs() {
      return union(left, right).clone();
    }
  }

  private final List<Decision> decisions = new ArrayList<>();

  /** Every decision so far, in order. */
  public List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  /** The input of that number. */
  public Dependent input(int number, double value) {
    return new Dependent(value, new int[] {number});
  }

  private static Dependent either(double value, Dependent a, Dependent b) {
    return new Dependent(value, union(a.inputs, b.inputs));
  }

  private static int[] union(int[] a, int[] b) {
    if (a.length == 0 || Arrays.equals(a, b)) {
      return b;
    }
    return b.length == 0
        ? a
        : IntStream.concat(IntStream.of(a), IntStream.of(b)).sorted().distinct().toArray();
  }

  private static Dependent same(double value, Dependent a) {
    return new Dependent(value, a.inputs);
  }

  @Override
  public Dependent constant(double value) {
    return new Dependent(value, NONE);
  }

  @Override
  public double value(Dependent number) {
    return number.value;
  }

  @Override
  public Dependent negate(Dependent a) {
    return same(DOUBLES.negate(a.value), a);
  }

  @Override
  public Dependent add(Dependent a, Dependent b) {
    return either(DOUBLES.add(a.value, b.value), a, b);
  }

  @Override
  public Dependent subtract(Dependent a, Dependent b) {
    return either(DOUBLES.subtract(a.value, b.value), a, b);
  }

  @Override
  public Dependent multiply(Dependent a, Dependent b) {
    return either(DOUBLES.multiply(a.value, b.value), a, b);
  }

  @Override
  public Dependent divide(Dependent a, Dependent b) {
    return either(DOUBLES.divide(a.value, b.value), a, b);
  }

  @Override
  public Dependent sqrt(Dependent a) {
    return same(DOUBLES.sqrt(a.value), a);
  }

  @Override
  public Dependent exp(Dependent a) {
    return same(DOUBLES.exp(a.value), a);
  }

  @Override
  public Dependent expm1(Dependent a) {
    return same(DOUBLES.expm1(a.value), a);
  }

  @Override
  public Dependent log(Dependent a) {
    return same(DOUBLES.log(a.value), a);
  }

  @Override
  public Dependent log1p(Dependent a) {
    return same(DOUBLES.log1p(a.value), a);
  }

  @Override
  public Dependent tanh(Dependent a) {
    return same(DOUBLES.tanh(a.value), a);
  }

  @Override
  public Dependent sum(List<Dependent> terms) {
    double total = DOUBLES.sum(terms.stream().map(term -> term.value).toList());
    return new Dependent(
        total,
        terms.stream()
            .flatMapToInt(term -> IntStream.of(term.inputs))
            .sorted()
            .distinct()
            .toArray());
  }

  @Override
  public int compare(Dependent a, Dependent b) {
    int outcome = Integer.signum(DOUBLES.compare(a.value, b.value));
    decisions.add(new Decision(outcome, a.inputs, b.inputs));
    return outcome;
  }
}
