package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;

/**
 * The innermost loops over arrays of one element type. Every method's result depends on its
 * arguments alone, bit for bit: neither on how often it has run nor on the thread.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public interface Lanes<A> {
  /** The element type. */
  DType dtype();

  /** A new array of zeros. */
  A allocate(int length);

  /** A new array of the given numbers, each rounded to the element type. */
  A of(double... elements);

  /** The number of elements. */
  int length(A array);

  /** One element. */
  double get(A array, int at);

  /** The elements of a tensor without a copy if it has this element type; read only. */
  A view(Tensor tensor);

  /** Sets elements to 0. */
  void clear(int count, A array, int at);

  /** A tensor that takes the array over. */
  Tensor tensor(Shape shape, A elements);

  /** The rows of the register tile of a matrix product. */
  int tileRows();

  /** The columns of the register tile of a matrix product. */
  int tileColumns();

  /**
   * The register tile: {@code c[i, j] += Σ_k a[k, i] · b[k, j]} over {@link #tileRows} rows and
   * {@link #tileColumns} columns. The panels a and b hold the tile's elements of each k side by
   * side.
   *
   * @param depth the number of k
   * @param stride the distance between rows of c
   */
  void tile(int depth, A a, int aAt, A b, int bAt, A c, int cAt, int stride);

  /**
   * Packs a panel of a matrix whose element (k, j) is {@code from[along[k] + across[j]]}, where
   * {@code across} consists of runs of consecutive positions: {@code to[at + k·width + j]}, j
   * counted over all runs. What follows the last run, up to one vector, may be overwritten.
   *
   * @param starts the first position of each run
   * @param lengths the length of each run
   * @param runs the number of runs
   */
  void packRuns(
      A from,
      int[] starts,
      int[] lengths,
      int runs,
      int[] along,
      int alongAt,
      int depth,
      A to,
      int at,
      int width);

  /** Packs a panel as {@link #packRuns} does, element by element. */
  void packEach(
      A from,
      int[] across,
      int acrossAt,
      int count,
      int[] along,
      int alongAt,
      int depth,
      A to,
      int at,
      int width);

  /** {@code to[i·step] = from[i] + addend[0]}. */
  void copyPlus(int count, A from, int fromAt, A addend, int addendAt, A to, int toAt, int toStep);

  /** {@code to[i] += from[i]}. */
  void add(int count, A from, int fromAt, A to, int toAt);

  /** {@code to[i·toStep] += factor[0] · from[i·fromStep]}. */
  void addScaled(
      int count,
      A factor,
      int factorAt,
      A from,
      int fromAt,
      int fromStep,
      A to,
      int toAt,
      int toStep);

  /** {@code to[0] += Σ_i a[i] · b[i·bStep]}. */
  void addDot(int count, A a, int aAt, A b, int bAt, int bStep, A to, int toAt);

  /** {@code to[0] += Σ_i a[i]}. */
  void addSum(int count, A a, int aAt, A to, int toAt);

  /** {@code y[i] = f(x[i])}. */
  void curve(Curve curve, A parameters, int count, A x, int xAt, A y, int yAt);

  /** {@code y[i] = upstream[i] · f′(x[i])}. */
  void slope(
      Curve curve, A parameters, int count, A x, int xAt, A upstream, int upstreamAt, A y, int yAt);

  /** {@code to[i·toStep] = from[i·fromStep]}. */
  void copy(int count, A from, int fromAt, int fromStep, A to, int toAt, int toStep);

  /** {@code to[0] = max a[i]}, or 0 if that is not finite. */
  void stabilizer(int count, A a, int aAt, A to, int toAt);

  /** {@code to[i] = exp(from[i] − shift[0])}. */
  void expMinus(int count, A from, int fromAt, A shift, int shiftAt, A to, int toAt);

  /** {@code a[0] = log a[0]}. */
  void log(A a, int at);

  /** {@code a[0] = √a[0]}. */
  void squareRoot(A a, int at);

  /** {@code to[i] = (from[i] − first[0]) − second[0]}. */
  void minus(
      int count, A from, int fromAt, A first, int firstAt, A second, int secondAt, A to, int toAt);

  /** {@code to[i] = from[i] · factor[0]}. */
  void scale(int count, A from, int fromAt, A factor, int factorAt, A to, int toAt);

  /** {@code to[i] = from[i] / divisor[0]}. */
  void divide(int count, A from, int fromAt, A divisor, int divisorAt, A to, int toAt);

  /** {@code to[i] = a[i] · (b[i] − shift[0])}. */
  void timesMinus(int count, A a, int aAt, A b, int bAt, A shift, int shiftAt, A to, int toAt);

  /** {@code to[0] += Σ_i (a[i] − mean[0])²}. */
  void addSquares(int count, A a, int aAt, A mean, int meanAt, A to, int toAt);

  /**
   * Interpolates a line: {@code y[i] = weights[2i] · x[lower[i]] + weights[2i + 1] · x[lower[i] +
   * 1]}, where an upper weight of 0 reads nothing.
   */
  void interpolate(int[] lower, A weights, A x, int xAt, A y, int yAt);

  /** Adds to x̄ what reaches it through {@link #interpolate}. */
  void addInterpolated(int[] lower, A weights, A upstream, int upstreamAt, A gradient, int at);

  /** Pools a channel: the greatest element of every cell. */
  void greatest(Cells cells, A x, int xAt, A y, int yAt);

  /**
   * Adds to x̄ what reaches it through the greatest elements of the cells.
   *
   * @param split whether tied elements share it; otherwise the first has it
   */
  void addToGreatest(
      Cells cells, boolean split, A x, int xAt, A upstream, int upstreamAt, A gradient, int at);

  /** Pools a channel: the sum of every cell over the cell's divisor. */
  void means(Cells cells, A divisors, A x, int xAt, A y, int yAt);

  /** Adds to x̄ each cell's share of the upstream. */
  void addMeans(Cells cells, A divisors, A upstream, int upstreamAt, A gradient, int at);
}
