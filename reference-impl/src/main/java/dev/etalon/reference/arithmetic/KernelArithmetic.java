package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Floating point of one dtype as some correct kernel may have it, drawn from a seed: sums in any
 * order and in any number of partial sums, products fused into them or not, division by a rounded
 * reciprocal or not, elementary functions off by as much as a good library may be, subnormal
 * results kept or flushed to zero. Where such a kernel leaves a budget of {@link BudgetArithmetic},
 * the budget is wrong.
 */
public final class KernelArithmetic implements Arithmetic<KernelArithmetic.Computed> {
  /**
   * A number, and the two factors whose rounded product it is: a sum may fuse them. What is no
   * product is itself times 1.
   *
   * @param value the number, in the dtype
   * @param left one factor
   * @param right the other
   */
  public record Computed(double value, double left, double right) {}

  private final DType dtype;
  private final Random random;
  private final boolean flushes;

  public KernelArithmetic(DType dtype, long seed) {
    this.dtype = dtype;
    this.random = new Random(seed);
    this.flushes = random.nextBoolean();
  }

  private double round(double exact) {
    double rounded = dtype.round(exact);
    return flushes && Math.abs(rounded) < dtype.smallestNormal() ? 0 : rounded;
  }

  private Computed plain(double value) {
    return new Computed(value, value, 1);
  }

  @Override
  public Computed constant(double value) {
    return plain(dtype.round(value));
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
    return new Computed(round(a.value() * b.value()), a.value(), b.value());
  }

  @Override
  public Computed divide(Computed a, Computed b) {
    double reciprocal = dtype.round(1 / b.value());
    boolean normal = Double.isFinite(reciprocal) && Math.abs(reciprocal) >= dtype.smallestNormal();
    return normal && random.nextBoolean()
        ? plain(round(a.value() * reciprocal))
        : plain(round(a.value() / b.value()));
  }

  @Override
  public Computed sqrt(Computed a) {
    return plain(round(Math.sqrt(a.value())));
  }

  /** Math's functions are within 1 ulp of double, and the last rounding adds half an ulp. */
  private Computed elementary(double value) {
    double own = dtype == DType.FLOAT64 ? 1 : 0;
    double ulps = (BudgetArithmetic.ELEMENTARY_ULPS - 0.5 - own) * (2 * random.nextDouble() - 1);
    boolean exact = value == 0 || Double.isInfinite(value);
    return plain(exact ? value : round(value + ulps * dtype.ulp(value)));
  }

  @Override
  public Computed exp(Computed a) {
    return elementary(Math.exp(a.value()));
  }

  @Override
  public Computed expm1(Computed a) {
    return elementary(Math.expm1(a.value()));
  }

  @Override
  public Computed log(Computed a) {
    return elementary(Math.log(a.value()));
  }

  @Override
  public Computed log1p(Computed a) {
    return elementary(Math.log1p(a.value()));
  }

  @Override
  public Computed tanh(Computed a) {
    return elementary(Math.tanh(a.value()));
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
      return added(first, plain(partialSum(terms.subList(split, terms.size()))));
    }
    double sum = 0;
    for (Computed term : terms) {
      sum = added(sum, term);
    }
    return sum;
  }

  /** Adding nothing changes nothing. */
  private double added(double sum, Computed term) {
    if (sum == 0 || term.value() == 0) {
      return sum + term.value();
    }
    return random.nextBoolean() ? round(sum + term.value()) : round(fused(term, sum));
  }

  private double fused(Computed product, double addend) {
    return dtype == DType.FLOAT32
        ? Math.fma((float) product.left(), (float) product.right(), (float) addend)
        : Math.fma(product.left(), product.right(), addend);
  }

  @Override
  public int compare(Computed a, Computed b) {
    return Arithmetic.order(a.value(), b.value());
  }
}
