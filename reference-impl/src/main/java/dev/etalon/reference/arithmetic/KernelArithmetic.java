package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.math3.util.FastMath;

/**
 * Floating point of one dtype as some correct kernel may have it, drawn from a seed: sums in any
 * order and in any number of partial sums, products fused into them or not, division by a rounded
 * reciprocal or not, elementary functions off by as much as a good library may be, subnormal
 * results kept or flushed to zero, intermediate numbers stored in the dtype or kept in the format
 * of the partial sums. Where such a kernel leaves a budget of {@link BudgetArithmetic}, the budget
 * is wrong.
 */
public final class KernelArithmetic implements Arithmetic<KernelArithmetic.Computed> {
  /**
   * A number, and the two factors whose rounded product it is: a sum takes those and may fuse them.
   * What is no product is itself times 1.
   *
   * @param value the number, stored or not
   * @param left one factor
   * @param right the other
   */
  public record Computed(double value, double left, double right) {}

  private final Precision precision;
  private final Format format;
  private final Random random;
  private final boolean flushes;

  /** What the errors of the elementary functions are drawn from. */
  private final long functions;

  public KernelArithmetic(DType dtype, long seed) {
    this(Precision.of(dtype), seed);
  }

  public KernelArithmetic(Precision precision, long seed) {
    this.precision = precision;
    this.format = precision.accumulate();
    this.random = new Random(seed);
    this.flushes = random.nextBoolean();
    this.functions = random.nextLong();
  }

  private double round(double exact) {
    double rounded = format.round(exact);
    return flushes && Math.abs(rounded) < format.smallestNormal() ? 0 : rounded;
  }

  /** What is kept of a number until it is used, which need not be what is stored of it. */
  private double kept(double value) {
    if (precision.output() == format || random.nextBoolean()) {
      return value;
    }
    return precision.output().round(value);
  }

  private Computed plain(double value) {
    double kept = kept(value);
    return new Computed(kept, kept, 1);
  }

  @Override
  public Computed constant(double value) {
    double held = precision.output().round(value);
    return new Computed(held, held, 1);
  }

  @Override
  public double value(Computed number) {
    return number.value();
  }

  @Override
  public Computed negate(Computed a) {
    return new Computed(-a.value(), -a.left(), a.right());
  }

  @Override
  public Computed add(Computed a, Computed b) {
    return sum(List.of(a, b));
  }

  @Override
  public Computed subtract(Computed a, Computed b) {
    return sum(List.of(a, negate(b)));
  }

  @Override
  public Computed multiply(Computed a, Computed b) {
    return new Computed(kept(round(a.value() * b.value())), a.value(), b.value());
  }

  @Override
  public Computed divide(Computed a, Computed b) {
    double reciprocal = format.round(1 / b.value());
    boolean normal = Double.isFinite(reciprocal) && Math.abs(reciprocal) >= format.smallestNormal();
    return normal && random.nextBoolean()
        ? plain(round(a.value() * reciprocal))
        : plain(round(a.value() / b.value()));
  }

  @Override
  public Computed sqrt(Computed a) {
    return plain(round(Math.sqrt(a.value())));
  }

  /**
   * Off by as much as is allowed: the values are within 1 ulp of double, and in a narrower format
   * the last rounding adds half an ulp. A function has one error for one argument, however often it
   * is asked: errors of repeated arguments do not average out.
   */
  private Computed elementary(double argument, double value) {
    if (value == 0 || Double.isInfinite(value)) {
      return plain(value);
    }
    long bits = Double.doubleToRawLongBits(argument);
    SplittableRandom ofArgument = new SplittableRandom(functions + bits);
    int whole = BudgetArithmetic.ELEMENTARY_ULPS - 1;
    double ulps =
        format == Format.FLOAT64
            ? ofArgument.nextInt(-whole, whole + 1)
            : (BudgetArithmetic.ELEMENTARY_ULPS - 0.5) * (2 * ofArgument.nextDouble() - 1);
    return plain(round(value + ulps * format.ulp(value)));
  }

  @Override
  public Computed exp(Computed a) {
    return elementary(a.value(), Math.exp(a.value()));
  }

  @Override
  public Computed expm1(Computed a) {
    return elementary(a.value(), Math.expm1(a.value()));
  }

  @Override
  public Computed log(Computed a) {
    return elementary(a.value(), Math.log(a.value()));
  }

  @Override
  public Computed log1p(Computed a) {
    return elementary(a.value(), Math.log1p(a.value()));
  }

  /** Math's is off by up to 2.1 ulps by itself. */
  @Override
  public Computed tanh(Computed a) {
    return elementary(a.value(), FastMath.tanh(a.value()));
  }

  @Override
  public Computed sum(List<Computed> terms) {
    List<Computed> shuffled = new ArrayList<>(terms);
    Collections.shuffle(shuffled, random);
    return plain(partialSum(shuffled));
  }

  /** In sequence, or split anywhere into two partial sums. */
  private double partialSum(List<Computed> terms) {
    if (terms.size() > 2 && random.nextBoolean()) {
      int split = 1 + random.nextInt(terms.size() - 1);
      double first = partialSum(terms.subList(0, split));
      double second = partialSum(terms.subList(split, terms.size()));
      return added(first, new Computed(second, second, 1));
    }
    double sum = 0;
    for (Computed term : terms) {
      sum = added(sum, term);
    }
    return sum;
  }

  /** Adding nothing changes nothing. */
  private double added(double sum, Computed term) {
    boolean isProduct = term.right() != 1;
    double left = isProduct ? factor(term.left()) : term.left();
    double right = factor(term.right());
    double product = isProduct ? round(left * right) : term.value();
    if (sum == 0 || product == 0) {
      return sum + product;
    }
    if (precision.truncates()) {
      return format.truncate(sum + product);
    }
    return random.nextBoolean() ? round(sum + product) : round(fused(left, right, sum));
  }

  /** A factor as the multiplier reads it. */
  private double factor(double value) {
    Format multiply = precision.multiply();
    return precision.truncates() && random.nextBoolean()
        ? multiply.truncate(value)
        : multiply.round(value);
  }

  private double fused(double left, double right, double addend) {
    return format == Format.FLOAT32
        ? Math.fma((float) left, (float) right, (float) addend)
        : Math.fma(left, right, addend);
  }

  @Override
  public int compare(Computed a, Computed b) {
    return Arithmetic.order(a.value(), b.value());
  }
}
