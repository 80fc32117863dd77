package dev.etalon.oracle.identity;

import static dev.etalon.fixtures.Case.FORWARD;
import static dev.etalon.fixtures.Case.gradient;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What convolution and pooling share as sliding windows. */
final class WindowIdentities {
  private static final String INPUT = "input";

  /** The first spatial axis of (N, C, spatial…). */
  private static final int SPATIAL = 2;

  private WindowIdentities() {}

  /** A sliding window, and the same operator with another one. */
  private record Sliding(Window window, Function<Window, Operator> rebuilt) {}

  static List<Identity> all() {
    return List.of(
        new Identity(
            "translation-equivariant",
            "f(shift_s(x)) = shift_1(f(x)) away from the border, s the stride",
            WindowIdentities::translation),
        new Identity(
            "strided-is-subsampled",
            "f_s(x)[p] = f_1(x)[s·p], and vjp_s(ȳ) = vjp_1(ȳ stuffed with zeros)",
            WindowIdentities::subsampling));
  }

  private static Optional<Sliding> sliding(Operator operator) {
    if (operator instanceof Convolution conv) {
      return Optional.of(
          new Sliding(conv.window(), window -> new Convolution(window, conv.groups())));
    }
    if (operator instanceof FlippedConvolution conv) {
      return Optional.of(
          new Sliding(conv.window(), window -> new FlippedConvolution(window, conv.groups())));
    }
    if (operator instanceof MaxPool pool) {
      return Optional.of(
          new Sliding(pool.window(), window -> new MaxPool(window, pool.ceilMode(), pool.ties())));
    }
    if (operator instanceof AvgPool pool) {
      return Optional.of(
          new Sliding(
              pool.window(),
              window -> new AvgPool(window, pool.ceilMode(), pool.countIncludePad())));
    }
    return Optional.empty();
  }

  /**
   * The input is rotated by the stride, the output compared where the window sees neither the
   * border nor what came round it.
   */
  private static List<Equation> translation(Case exam) {
    Optional<Sliding> sliding = sliding(exam.operator());
    if (sliding.isEmpty()) {
      return List.of();
    }
    Question original = Question.of(exam);
    Shape input = original.operand(INPUT).shape();
    Shape output = exam.cotangent().shape();
    Rearrangement shifted = Rearrangement.identity(input);
    Rearrangement here = Rearrangement.identity(output);
    Rearrangement before = here;
    boolean anywhere = false;
    for (int i = 0; i < sliding.get().window().rank(); i++) {
      WindowAxis window = sliding.get().window().axes().get(i);
      int axis = SPATIAL + i;
      int[] interior = interior(window, input.extent(axis), output.extent(axis));
      if (interior.length > 0) {
        anywhere = true;
        shifted = shifted.then(Rearrangement.rolled(input, axis, window.stride()));
        int[] previous = Arrays.stream(interior).map(p -> p - 1).toArray();
        before = before.then(Rearrangement.along(here.to(), axis, previous));
        here = here.then(Rearrangement.along(here.to(), axis, interior));
      }
    }
    Question moved = original.with(INPUT, shifted.of(original.operand(INPUT)));
    return anywhere
        ? List.of(
            new Equation(FORWARD, moved.forward().read(here), original.forward().read(before)))
        : List.of();
  }

  /** The positions whose window holds only elements that a shift by the stride moved there. */
  private static int[] interior(WindowAxis window, int input, int output) {
    return IntStream.range(1, output)
        .filter(p -> window.source(p, 0) >= window.stride())
        .filter(p -> window.source(p, window.kernel() - 1) < input)
        .toArray();
  }

  private static List<Equation> subsampling(Case exam) {
    Optional<Sliding> sliding = sliding(exam.operator());
    if (sliding.isEmpty()
        || sliding.get().window().axes().stream().allMatch(axis -> axis.stride() == 1)) {
      return List.of();
    }
    Window window = sliding.get().window();
    int[] ones = new int[window.rank()];
    Arrays.fill(ones, 1);
    Question original = Question.of(exam);
    Question dense = original.of(sliding.get().rebuilt().apply(window.stride(ones)));
    Shape densely = dense.outputShape();
    Shape output = exam.cotangent().shape();
    Rearrangement subsampled = Rearrangement.identity(densely);
    Rearrangement stuffed = Rearrangement.identity(output);
    for (int i = 0; i < window.rank(); i++) {
      int axis = SPATIAL + i;
      int stride = window.axes().get(i).stride();
      int extent = output.extent(axis);
      if ((extent - 1) * stride >= densely.extent(axis)) {
        // a ragged last window in ceil mode stands where no dense window does
        return List.of();
      }
      subsampled = subsampled.then(Rearrangement.subsampled(subsampled.to(), axis, stride, extent));
      stuffed =
          stuffed.then(Rearrangement.stuffed(stuffed.to(), axis, stride, densely.extent(axis)));
    }
    Tensor cotangent = stuffed.of(exam.cotangent());
    List<Equation> equations = new ArrayList<>();
    equations.add(new Equation(FORWARD, original.forward(), dense.forward().read(subsampled)));
    for (String operand : exam.differentiable()) {
      equations.add(
          new Equation(
              gradient(operand),
              original.gradient(operand, exam.cotangent()),
              dense.gradient(operand, cotangent)));
    }
    return equations;
  }
}
