package dev.etalon.reference.convolution;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Window;
import org.jspecify.annotations.Nullable;

/** What the convolutions demand of their operands, and the gradient of the bias they share. */
public final class Layout {
  private Layout() {}

  static void requireBatch(String operator, Window window, Shape input) {
    ConstraintViolation.require(
        input.rank() == window.rank() + 2,
        () ->
            "%s needs an input of shape (N, C, %d spatial axes); given is %s"
                .formatted(operator, window.rank(), input));
  }

  static void requireGroups(String operator, String side, int channels, int groups) {
    ConstraintViolation.require(
        groups >= 1 && channels % groups == 0,
        () ->
            "%s has %d %s channels, which %d groups do not divide; choose a divisor of %d"
                .formatted(operator, channels, side, groups, channels));
  }

  /** The weight's kernel axes and its channel extent at {@code axis} must be the given ones. */
  static void requireWeight(String operator, Shape weight, int channels, Window window, int axis) {
    ConstraintViolation.require(
        weight.rank() == window.rank() + 2
            && weight.extent(axis) == channels
            && weight.from(2).equals(window.kernel()),
        () ->
            "%s needs a weight with extent %d at axis %d and kernel %s; given is %s"
                .formatted(operator, channels, axis, window.kernel(), weight));
  }

  static void requireBias(String operator, @Nullable Shape bias, int outputs) {
    ConstraintViolation.require(
        bias == null || bias.equals(Shape.of(outputs)),
        () ->
            "%s needs a bias of shape (%d), one for each output channel; given is %s"
                .formatted(operator, outputs, bias));
  }

  /** b̄[o] = Σ_n Σ_p ȳ[n,o,p], for a cotangent with one spatial axis. */
  public static <T> NdArray<T> gradBias(Arithmetic<T> arithmetic, NdArray<T> cotangent) {
    Shape shape = cotangent.shape();
    Scatter<T> gradBias = new Scatter<>(Shape.of(shape.extent(1)));
    for (int offset = 0; offset < cotangent.size(); offset++) {
      gradBias.add(cotangent.at(offset), shape.index(offset)[1]);
    }
    return gradBias.sum(arithmetic);
  }
}
