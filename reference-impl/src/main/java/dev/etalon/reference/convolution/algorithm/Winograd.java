package dev.etalon.reference.convolution.algorithm;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Winograd's minimal filtering F(2×2, 3×3): each 2×2 tile of the output is {@code Aᵀ[Σ_c (G w Gᵀ) ⊙
 * (Bᵀ p B)]A} with p the 4×4 tile of the input under it, 16 products for each pair of channels
 * where the definition has 36. The input VJP is the same algorithm on the flipped kernels; the
 * weight VJP is its adjoint, {@code Gᵀ[Σ_tiles (A q̄ Aᵀ) ⊙ (Bᵀ p B)]G}. The transforms add before
 * they multiply, so its errors are larger than the definition's, and so is its own budget.
 *
 * @param convolution the convolution that is computed, 3×3, stride 1, dilation 1
 */
public record Winograd(Convolution convolution) implements ConvolutionAlgorithm {
  private static final int KERNEL = 3;

  /** The extent of an output tile; also the step from tile to tile. */
  private static final int TILE = 2;

  /** The extent of an input tile. */
  private static final int PATCH = TILE + KERNEL - 1;

  /** The multiplications of one tile and pair of channels. */
  static final long PRODUCTS = (long) PATCH * PATCH;

  /** The multiplications by ½ in G w Gᵀ: two for each of 3 columns and then 4 rows. */
  static final long KERNEL_PRODUCTS = 2L * (KERNEL + PATCH);

  public Winograd {
    ConstraintViolation.require(
        isDefinedFor(convolution),
        () ->
            "Winograd F(2×2, 3×3) is defined for conv2d with a 3×3 kernel, stride 1 and dilation 1; "
                + "given is %s".formatted(convolution.window()));
  }

  /** Whether an operator is a convolution that this algorithm can compute. */
  public static boolean isDefinedFor(Operator operator) {
    return operator instanceof Convolution given
        && given.window().rank() == 2
        && given.window().axes().stream()
            .allMatch(
                axis -> axis.kernel() == KERNEL && axis.stride() == 1 && axis.dilation() == 1);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    Shape output = outputShape(inputs.shapes());
    NdArray<T> w = inputs.get("weight");
    Tiles tiles = new Tiles(output);
    NdArray<NdArray<T>> patches = patches(arithmetic, inputs.get("input"), tiles);
    NdArray<NdArray<T>> kernels =
        NdArray.generate(
            w.shape().until(2),
            i -> transform(block(KERNEL, (a, b) -> w.get(i[0], i[1], a, b)), kernel(arithmetic)));
    NdArray<NdArray<T>> blocks =
        NdArray.generate(
            output.until(2).append(tiles.count()),
            q -> {
              NdArray<T> products =
                  block(
                      PATCH,
                      (a, b) -> {
                        List<T> terms = new ArrayList<>();
                        for (int c = 0; c < w.shape().extent(1); c++) {
                          terms.add(
                              arithmetic.multiply(
                                  kernels.get(q[1], c).get(a, b),
                                  patches.get(q[0], channel(w, q[1], c), q[2]).get(a, b)));
                        }
                        return arithmetic.sum(terms);
                      });
              return transform(products, output(arithmetic));
            });
    return NdArray.generate(
        output,
        q ->
            ConvolutionAlgorithm.biased(
                arithmetic,
                inputs,
                q[1],
                blocks
                    .get(q[0], q[1], tiles.at(q[2] / TILE, q[3] / TILE))
                    .get(q[2] % TILE, q[3] % TILE)));
  }

  @Override
  public <T> NdArray<T> gradInput(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    DenseBackward<T> backward = DenseBackward.byInput(arithmetic, convolution, inputs, cotangent);
    return new Winograd(backward.operator()).forward(arithmetic, backward.inputs());
  }

  @Override
  public <T> NdArray<T> gradWeight(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape output = cotangent.shape();
    NdArray<T> w = inputs.get("weight");
    Tiles tiles = new Tiles(output);
    NdArray<NdArray<T>> patches = patches(arithmetic, inputs.get("input"), tiles);
    NdArray<NdArray<T>> upstream =
        NdArray.generate(
            output.until(2).append(tiles.count()),
            q ->
                transform(
                    block(
                        TILE,
                        (a, b) ->
                            orZero(
                                arithmetic,
                                cotangent,
                                q[0],
                                q[1],
                                tiles.row(q[2]) + a,
                                tiles.column(q[2]) + b)),
                    outputAdjoint(arithmetic)));
    NdArray<NdArray<T>> gradients =
        NdArray.generate(
            w.shape().until(2),
            i -> {
              NdArray<T> products =
                  block(
                      PATCH,
                      (a, b) -> {
                        List<T> terms = new ArrayList<>();
                        for (int n = 0; n < output.extent(0); n++) {
                          for (int tile = 0; tile < tiles.count(); tile++) {
                            terms.add(
                                arithmetic.multiply(
                                    upstream.get(n, i[0], tile).get(a, b),
                                    patches.get(n, channel(w, i[0], i[1]), tile).get(a, b)));
                          }
                        }
                        return arithmetic.sum(terms);
                      });
              return transform(products, kernelAdjoint(arithmetic));
            });
    return NdArray.generate(w.shape(), i -> gradients.get(i[0], i[1]).get(i[2], i[3]));
  }

  /** The number of output tiles of one image and channel. */
  static int tiles(Shape output) {
    return new Tiles(output).count();
  }

  /** The output tiles of one image and channel, row-major; the last of a row may be ragged. */
  private record Tiles(int rows, int columns) {
    Tiles(Shape output) {
      this((output.extent(2) + TILE - 1) / TILE, (output.extent(3) + TILE - 1) / TILE);
    }

    int count() {
      return rows * columns;
    }

    int at(int row, int column) {
      return row * columns + column;
    }

    /** The first output row of a tile. */
    int row(int tile) {
      return tile / columns * TILE;
    }

    /** The first output column of a tile. */
    int column(int tile) {
      return tile % columns * TILE;
    }
  }

  /** Bᵀ p B for every image, channel and tile. */
  private <T> NdArray<NdArray<T>> patches(Arithmetic<T> arithmetic, NdArray<T> input, Tiles tiles) {
    int[] before = convolution.window().each(WindowAxis::paddingBefore);
    return NdArray.generate(
        input.shape().until(2).append(tiles.count()),
        p ->
            transform(
                block(
                    PATCH,
                    (a, b) ->
                        orZero(
                            arithmetic,
                            input,
                            p[0],
                            p[1],
                            tiles.row(p[2]) + a - before[0],
                            tiles.column(p[2]) + b - before[1])),
                patch(arithmetic)));
  }

  private static <T> T orZero(
      Arithmetic<T> arithmetic, NdArray<T> array, int n, int c, int row, int column) {
    boolean inside =
        row >= 0
            && row < array.shape().extent(2)
            && column >= 0
            && column < array.shape().extent(3);
    return inside ? array.get(n, c, row, column) : arithmetic.zero();
  }

  /** The input channel that channel c of kernel o reads. */
  private <T> int channel(NdArray<T> w, int o, int c) {
    return o / (w.shape().extent(0) / convolution.groups()) * w.shape().extent(1) + c;
  }

  /** An element of a square block. */
  private interface Entry<T> {
    T at(int row, int column);
  }

  private static <T> NdArray<T> block(int extent, Entry<T> entry) {
    return NdArray.generate(Shape.of(extent, extent), i -> entry.at(i[0], i[1]));
  }

  /** T x Tᵀ, for a linear map T of vectors. */
  private static <T> NdArray<T> transform(NdArray<T> x, UnaryOperator<List<T>> map) {
    return columnsToRows(columnsToRows(x, map), map);
  }

  /** (T x)ᵀ: row j is T applied to column j of x. */
  private static <T> NdArray<T> columnsToRows(NdArray<T> x, UnaryOperator<List<T>> map) {
    List<List<T>> rows = new ArrayList<>();
    for (int column = 0; column < x.shape().extent(1); column++) {
      List<T> elements = new ArrayList<>();
      for (int row = 0; row < x.shape().extent(0); row++) {
        elements.add(x.get(row, column));
      }
      rows.add(map.apply(elements));
    }
    return NdArray.generate(
        Shape.of(rows.size(), rows.get(0).size()), i -> rows.get(i[0]).get(i[1]));
  }

  /** Bᵀ. */
  private static <T> UnaryOperator<List<T>> patch(Arithmetic<T> arithmetic) {
    return d ->
        List.of(
            arithmetic.subtract(d.get(0), d.get(2)),
            arithmetic.add(d.get(1), d.get(2)),
            arithmetic.subtract(d.get(2), d.get(1)),
            arithmetic.subtract(d.get(1), d.get(3)));
  }

  /** G. */
  private static <T> UnaryOperator<List<T>> kernel(Arithmetic<T> arithmetic) {
    T half = arithmetic.constant(0.5);
    return g -> {
      T ends = arithmetic.add(g.get(0), g.get(2));
      return List.of(
          g.get(0),
          arithmetic.multiply(half, arithmetic.add(ends, g.get(1))),
          arithmetic.multiply(half, arithmetic.subtract(ends, g.get(1))),
          g.get(2));
    };
  }

  /** Gᵀ. */
  private static <T> UnaryOperator<List<T>> kernelAdjoint(Arithmetic<T> arithmetic) {
    T half = arithmetic.constant(0.5);
    return u -> {
      T ends = arithmetic.multiply(half, arithmetic.add(u.get(1), u.get(2)));
      return List.of(
          arithmetic.add(u.get(0), ends),
          arithmetic.multiply(half, arithmetic.subtract(u.get(1), u.get(2))),
          arithmetic.add(ends, u.get(3)));
    };
  }

  /** Aᵀ. */
  private static <T> UnaryOperator<List<T>> output(Arithmetic<T> arithmetic) {
    return m ->
        List.of(
            arithmetic.sum(m.subList(0, 3)),
            arithmetic.subtract(arithmetic.subtract(m.get(1), m.get(2)), m.get(3)));
  }

  /** A. */
  private static <T> UnaryOperator<List<T>> outputAdjoint(Arithmetic<T> arithmetic) {
    return y ->
        List.of(
            y.get(0),
            arithmetic.add(y.get(0), y.get(1)),
            arithmetic.subtract(y.get(0), y.get(1)),
            arithmetic.negate(y.get(1)));
  }
}
