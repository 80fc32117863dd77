package dev.etalon.reference.resampling;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code upsample_linear1d}, {@code upsample_bilinear2d}, {@code upsample_trilinear3d}: linear
 * interpolation along every spatial axis. The source coordinate is computed in the number system of
 * the data, so that its error is part of the error budget; and every element within reach of that
 * error takes part, with a weight of 0 where the coordinate is an integer, because a kernel whose
 * coordinate falls just below it interpolates in the neighbouring cell.
 *
 * @param size the output's extents, or the factors
 * @param alignCorners whether the corner elements of both images coincide; otherwise their outer
 *     edges do
 */
@Definition(
    summary = "Linear interpolation along every spatial axis.",
    equation = "y[n,c,i] = Σ_j Π_axis max(0, 1 − |t(i) − j|) · x[n,c,j]",
    vjp = "x̄[n,c,j] = Σ_i Π_axis max(0, 1 − |t(i) − j|) · ȳ[n,c,i]",
    shapes = "input (N, C, spatial…) → (N, C, size…)",
    specialCases = {
      "t(i) = (i + ½)·step − ½, held inside [0, n_in − 1]: the outer edges coincide",
      "align_corners: t(i) = i·(n_in − 1)/(n_out − 1), 0 if n_out is 1, whatever the factor",
      "to given extents step = n_in/n_out; by a factor step = 1/factor",
      "an infinite element makes NaN of its neighbours, 0·∞"
    },
    lecture = "Korak: alternativa (bilinearno naduzorkovanje, bilinear up-sampling)")
public record UpsampleLinear(Resize size, boolean alignCorners) implements Upsampling {
  @Override
  public String name() {
    return switch (size.axes()) {
      case 1 -> "upsample_linear1d";
      case 2 -> "upsample_bilinear2d";
      case 3 -> "upsample_trilinear3d";
      default -> "upsample_linear" + size.axes() + "d";
    };
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    Shape output = outputShape(inputs.shapes());
    List<List<List<Tap<T>>>> taps = taps(arithmetic, x.shape(), output);
    return NdArray.generate(
        output,
        y -> {
          List<T> terms = new ArrayList<>();
          for (Meeting<T> meeting : meetings(arithmetic, taps, y)) {
            terms.add(arithmetic.multiply(meeting.weight(), x.get(meeting.source())));
          }
          return arithmetic.sum(terms);
        });
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape input = inputs.get("input").shape();
    List<List<List<Tap<T>>>> taps = taps(arithmetic, input, cotangent.shape());
    Scatter<T> gradInput = new Scatter<>(input);
    for (int offset = 0; offset < cotangent.size(); offset++) {
      int[] y = cotangent.shape().index(offset);
      for (Meeting<T> meeting : meetings(arithmetic, taps, y)) {
        gradInput.add(
            arithmetic.multiply(meeting.weight(), cotangent.at(offset)), meeting.source());
      }
    }
    return Map.of("input", gradInput.sum(arithmetic));
  }

  /** An element of one axis of the original with its weight. */
  private record Tap<T>(int source, T weight) {}

  /** An element of the original with its weight. */
  private record Meeting<T>(int[] source, T weight) {}

  /** For every spatial axis and output position the elements that take part. */
  private <T> List<List<List<Tap<T>>>> taps(Arithmetic<T> arithmetic, Shape input, Shape output) {
    List<List<List<Tap<T>>>> taps = new ArrayList<>();
    for (int axis = 0; axis < size.axes(); axis++) {
      List<List<Tap<T>>> ofAxis = new ArrayList<>();
      int extent = input.extent(axis + 2);
      for (int i = 0; i < output.extent(axis + 2); i++) {
        ofAxis.add(taps(arithmetic, coordinate(arithmetic, axis, extent, output, i), extent));
      }
      taps.add(ofAxis);
    }
    return taps;
  }

  /**
   * max(0, 1 − |t − j|) for every j at a distance of at most 1 from t. Beyond the last element the
   * last is met again, so that the two weights of a border element are two products, as in a
   * kernel.
   */
  private static <T> List<Tap<T>> taps(Arithmetic<T> arithmetic, T t, int extent) {
    int nearest = (int) Math.rint(arithmetic.value(t));
    List<Tap<T>> taps = new ArrayList<>();
    for (int j = Math.max(0, nearest - 1); j <= Math.min(nearest + 1, extent); j++) {
      T offset = arithmetic.subtract(t, arithmetic.constant(j));
      T distance = arithmetic.max(offset, arithmetic.negate(offset));
      T weight = arithmetic.subtract(arithmetic.one(), distance);
      taps.add(new Tap<>(Math.min(j, extent - 1), arithmetic.max(arithmetic.zero(), weight)));
    }
    return taps;
  }

  /** t(i), where output element i lies on the original. */
  private <T> T coordinate(Arithmetic<T> arithmetic, int axis, int extent, Shape output, int i) {
    int outputs = output.extent(axis + 2);
    if (alignCorners) {
      return outputs == 1
          ? arithmetic.zero()
          : arithmetic.multiply(
              arithmetic.divide(arithmetic.constant(extent - 1), arithmetic.constant(outputs - 1)),
              arithmetic.constant(i));
    }
    T centre =
        arithmetic.multiply(size.step(arithmetic, axis, extent), arithmetic.constant(i + 0.5));
    T t = arithmetic.subtract(centre, arithmetic.constant(0.5));
    return arithmetic.max(arithmetic.zero(), t);
  }

  private static <T> List<Meeting<T>> meetings(
      Arithmetic<T> arithmetic, List<List<List<Tap<T>>>> taps, int[] y) {
    List<Meeting<T>> meetings = List.of(new Meeting<>(y, arithmetic.one()));
    for (int axis = 0; axis < taps.size(); axis++) {
      List<Meeting<T>> extended = new ArrayList<>();
      for (Meeting<T> meeting : meetings) {
        for (Tap<T> tap : taps.get(axis).get(y[axis + 2])) {
          int[] source = meeting.source().clone();
          source[axis + 2] = tap.source();
          extended.add(new Meeting<>(source, arithmetic.multiply(meeting.weight(), tap.weight())));
        }
      }
      meetings = extended;
    }
    return meetings;
  }
}
