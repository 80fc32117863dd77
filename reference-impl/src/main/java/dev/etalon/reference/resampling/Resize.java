package dev.etalon.reference.resampling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.Shape;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * How large a resampled image is, and how far its elements lie apart on the original. The two say
 * the same when the factor divides evenly; otherwise {@link By} keeps the factor as it was given,
 * while {@link To} uses the ratio of the extents.
 */
public sealed interface Resize {
  /** To given extents; the step is n / m. */
  record To(List<Integer> extents) implements Resize {
    public To {
      extents = List.copyOf(extents);
      for (int extent : extents) {
        ConstraintViolation.require(
            extent >= 1, () -> "the output extent is %d; it must be at least 1".formatted(extent));
      }
    }

    @Override
    public int axes() {
      return extents.size();
    }

    @Override
    public int extent(int axis, int input) {
      return extents.get(axis);
    }

    @Override
    public int floor(int axis, int input, int i) {
      return (int) ((long) i * input / extents.get(axis));
    }

    @Override
    public <T> T step(Arithmetic<T> arithmetic, int axis, int input) {
      return arithmetic.divide(arithmetic.constant(input), arithmetic.constant(extents.get(axis)));
    }
  }

  /** By given factors to ⌊n·factor⌋ elements; the step is 1 / factor. */
  record By(List<Double> factors) implements Resize {
    public By {
      factors = List.copyOf(factors);
      for (double factor : factors) {
        ConstraintViolation.require(
            factor > 0 && Double.isFinite(factor),
            () -> "the factor is %s; it must be positive and finite".formatted(factor));
      }
    }

    @Override
    public int axes() {
      return factors.size();
    }

    @Override
    public int extent(int axis, int input) {
      int extent = (int) Math.floor(input * factors.get(axis));
      ConstraintViolation.require(
          extent >= 1,
          () ->
              "a factor of %s leaves nothing of an extent of %d; use a larger factor"
                  .formatted(factors.get(axis), input));
      return extent;
    }

    @Override
    public int floor(int axis, int input, int i) {
      return new BigDecimal(i)
          .divideToIntegralValue(new BigDecimal(factors.get(axis)))
          .intValueExact();
    }

    @Override
    public <T> T step(Arithmetic<T> arithmetic, int axis, int input) {
      return arithmetic.divide(arithmetic.one(), arithmetic.constant(factors.get(axis)));
    }
  }

  /** To given extents. */
  static Resize to(Integer... extents) {
    return new To(List.of(extents));
  }

  /** By given factors. */
  static Resize by(Double... factors) {
    return new By(List.of(factors));
  }

  /** The number of axes that are resampled. */
  int axes();

  /** The output extent of an axis. */
  int extent(int axis, int input);

  /** ⌊i·step⌋, exactly. */
  int floor(int axis, int input, int i);

  /** The step in a number system, with its rounding. */
  <T> T step(Arithmetic<T> arithmetic, int axis, int input);

  /** The shape of the resampled image. */
  default Shape resized(Shape spatial) {
    int[] extents = spatial.extents();
    Arrays.setAll(extents, axis -> extent(axis, extents[axis]));
    return Shape.of(extents);
  }
}
