package dev.etalon.oracle.identity;

import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Data on which sums are exact: multiples of one power of two, so small beside the dtype's
 * significand that shifts and combinations of them are representable. What an identity does to its
 * operands then costs no rounding, and no term in the budget.
 */
final class Lattice {
  private static final long SEED = 0x1de;
  private static final int[] FACTORS = {-1, 2, 3, -2};

  /** An upper bound of |2x − z| for z a companion of x, as a multiple of the largest |x|. */
  private static final int COMBINED = 8;

  private Lattice() {}

  /** The largest finite |x|. */
  static double largest(Tensor x) {
    return Arrays.stream(x.toArray()).filter(Double::isFinite).map(Math::abs).max().orElse(0);
  }

  static boolean isFinite(Tensor x) {
    return Arrays.stream(x.toArray()).allMatch(Double::isFinite);
  }

  /** x on a lattice on which sums up to {@code bound} in magnitude are exact. */
  static Tensor snapped(Tensor x, double bound) {
    double step = x.dtype().ulp(bound);
    return x.map(element -> Math.rint(element / step) * step);
  }

  /** x on a lattice on which {@link #combination} is exact. */
  static Tensor combinable(Tensor x) {
    return snapped(x, COMBINED * largest(x));
  }

  /** Other data on the lattice of x: its elements in another order and times small integers. */
  static Tensor companion(Tensor x) {
    UniformRandomProvider random =
        RandomSource.XO_SHI_RO_256_PP.create(new long[] {SEED, x.hashCode()});
    int[] order = PermutationSampler.natural(x.size());
    PermutationSampler.shuffle(random, order);
    return Tensor.generate(
        x.dtype(), x.shape(), i -> FACTORS[random.nextInt(FACTORS.length)] * x.at(order[i]));
  }

  /** 2x − z, the coefficients of which sum to 1, so that affine maps commute with it. */
  static Tensor combination(Tensor x, Tensor z) {
    return Tensor.generate(x.dtype(), x.shape(), i -> 2 * x.at(i) - z.at(i));
  }
}
