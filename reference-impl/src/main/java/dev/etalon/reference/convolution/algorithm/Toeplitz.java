package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.Scatter;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The product of one large matrix with the unrolled activations (ravnanje aktivacija): {@code
 * vec(q) = M(w) · vec(p)}. M has a row for every output element and a column for every input
 * element, the weight where they meet and 0 elsewhere; between one input and one output channel it
 * is doubly block Toeplitz (the lectures' doubly circulant matrix, without the wrap-around). Every
 * 0 is multiplied: this is the costly way.
 *
 * @param convolution the convolution that is computed, stride 1, one group
 */
public record Toeplitz(Convolution convolution) implements ConvolutionAlgorithm {
  private static final int NOWHERE = -1;

  public Toeplitz {
    ConstraintViolation.require(
        isDefinedFor(convolution),
        () ->
            "the matrix of a convolution is Toeplitz with stride 1 and one group; given is %s"
                .formatted(convolution));
  }

  /** Whether an operator is a convolution whose matrix is Toeplitz. */
  public static boolean isDefinedFor(Operator operator) {
    return operator instanceof Convolution given
        && given.groups() == 1
        && given.window().axes().stream().allMatch(axis -> axis.stride() == 1);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> matrix = matrix(arithmetic, inputs);
    NdArray<T> x = inputs.get("input").flattenFrom(1);
    Shape output = outputShape(inputs.shapes());
    int positions = output.from(2).size();
    int columns = matrix.shape().extent(1);
    return NdArray.generate(
            Shape.of(output.extent(0), matrix.shape().extent(0)),
            q -> {
              List<T> terms = new ArrayList<>();
              for (int j = 0; j < columns; j++) {
                terms.add(
                    arithmetic.multiply(matrix.at(q[1] * columns + j), x.at(q[0] * columns + j)));
              }
              return ConvolutionAlgorithm.biased(
                  arithmetic, inputs, q[1] / positions, arithmetic.sum(terms));
            })
        .reshape(output);
  }

  /** vec(p̄) = Mᵀ · vec(q̄). */
  @Override
  public <T> NdArray<T> gradInput(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> matrix = matrix(arithmetic, inputs);
    NdArray<T> g = cotangent.flattenFrom(1);
    Shape input = inputs.get("input").shape();
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    return NdArray.generate(
            input.until(1).append(input.from(1).size()),
            i -> {
              List<T> terms = new ArrayList<>();
              for (int row = 0; row < rows; row++) {
                terms.add(
                    arithmetic.multiply(matrix.at(row * columns + i[1]), g.at(i[0] * rows + row)));
              }
              return arithmetic.sum(terms);
            })
        .reshape(input);
  }

  /** M̄ = q̄ · vec(p)ᵀ, of which a weight's gradient is the sum over its places in M. */
  @Override
  public <T> NdArray<T> gradWeight(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> g = cotangent.flattenFrom(1);
    NdArray<T> x = inputs.get("input").flattenFrom(1);
    Shape weight = inputs.get("weight").shape();
    Scatter<T> gradWeight = new Scatter<>(Shape.of(weight.size()));
    NdArray<Integer> places = places(inputs);
    for (int offset = 0; offset < places.size(); offset++) {
      int[] place = places.shape().index(offset);
      if (places.at(offset) != NOWHERE) {
        for (int n = 0; n < g.shape().extent(0); n++) {
          gradWeight.add(
              arithmetic.multiply(g.get(n, place[0]), x.get(n, place[1])), places.at(offset));
        }
      }
    }
    return gradWeight.sum(arithmetic).reshape(weight);
  }

  /** M(w), of shape (O·P, C·D) for P output and D input positions. */
  private <T> NdArray<T> matrix(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> weight = inputs.get("weight");
    return places(inputs).map(place -> place == NOWHERE ? arithmetic.zero() : weight.at(place));
  }

  /** For each entry of M the row-major position of its weight, or {@link #NOWHERE}. */
  private <T> NdArray<Integer> places(Inputs<T> inputs) {
    Shape weight = inputs.get("weight").shape();
    Shape input = inputs.get("input").shape();
    Shape output = outputShape(inputs.shapes());
    Taps taps = convolution.window().taps(input.from(2), output.from(2));
    int channels = weight.extent(1);
    int[][] places = new int[output.from(1).size()][input.from(1).size()];
    for (int row = 0; row < places.length; row++) {
      Arrays.fill(places[row], NOWHERE);
      int o = row / taps.positions();
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < taps.kernelSize(); k++) {
          int i = taps.at(row % taps.positions(), k);
          if (i != Taps.PADDING) {
            places[row][c * input.from(2).size() + i] = (o * channels + c) * taps.kernelSize() + k;
          }
        }
      }
    }
    return NdArray.generate(
        Shape.of(output.from(1).size(), input.from(1).size()), entry -> places[entry[0]][entry[1]]);
  }
}
