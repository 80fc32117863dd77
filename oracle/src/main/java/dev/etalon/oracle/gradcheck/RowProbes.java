package dev.etalon.oracle.gradcheck;

import dev.etalon.oracle.coloring.Coloring;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Cotangents that show the rows of a Jacobian through its VJP. Rows that share no column have the
 * same colour and are asked for together: the VJP of ±1 at each of them gives each entry alone. A
 * Jacobian may need far more colours for its rows than for its columns (each weight of a
 * convolution reaches every position of the image); then colours are dealt into fewer groups, and
 * what is compared are sums of a few entries with random signs, so that the number of evaluations
 * stays bounded.
 */
final class RowProbes {
  private static final int FEWEST = 24;
  private static final int MOST = 96;

  private static final long SEED = 0x5eed;

  private final DType dtype;
  private final Tensor shapedLikeTheOutput;
  private final List<int[]> groups;
  private final double[] signs;
  private final boolean isEachAlone;
  private final Map<Integer, double[]> budgets = new ConcurrentHashMap<>();

  private RowProbes(Tensor shapedLikeTheOutput, List<int[]> groups, boolean isEachAlone) {
    this.shapedLikeTheOutput = shapedLikeTheOutput;
    this.dtype = shapedLikeTheOutput.dtype();
    this.groups = groups;
    this.isEachAlone = isEachAlone;
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
    this.signs =
        IntStream.range(0, shapedLikeTheOutput.size())
            .mapToDouble(row -> random.nextBoolean() ? 1 : -1)
            .toArray();
  }

  /**
   * The cotangents for a pattern.
   *
   * @param columnColours the colours of the columns; up to twice as many cotangents are worth it
   */
  static RowProbes of(SparsityPattern pattern, int columnColours, Tensor shapedLikeTheOutput) {
    List<int[]> colours = Coloring.of(pattern.transposed()).groups();
    int most = Math.max(FEWEST, Math.min(MOST, 2 * columnColours));
    if (colours.size() <= most) {
      return new RowProbes(shapedLikeTheOutput, colours, true);
    }
    List<int[]> dealt = new ArrayList<>();
    for (int first = 0; first < most; first++) {
      dealt.add(
          IntStream.iterate(first, colour -> colour < colours.size(), colour -> colour + most)
              .flatMap(colour -> IntStream.of(colours.get(colour)))
              .toArray());
    }
    return new RowProbes(shapedLikeTheOutput, dealt, false);
  }

  /** One row at a time, some of them: what a check without colours asks. */
  static RowProbes oneByOne(int[] rows, Tensor shapedLikeTheOutput) {
    return new RowProbes(
        shapedLikeTheOutput, IntStream.of(rows).mapToObj(row -> new int[] {row}).toList(), true);
  }

  /** The rows of each cotangent. */
  List<int[]> groups() {
    return groups;
  }

  /** Whether no cotangent asks for two rows that share a column. */
  boolean isEachAlone() {
    return isEachAlone;
  }

  /** ±1 at a row. */
  double sign(int row) {
    return signs[row];
  }

  /** The cotangent of a group. */
  Tensor cotangent(int group) {
    double[] elements = new double[signs.length];
    for (int row : groups.get(group)) {
      elements[row] = signs[row];
    }
    return Tensor.of(dtype, shapedLikeTheOutput.shape(), elements);
  }

  /** How far the VJP of a group's cotangent may be from the truth; the definition's is kept. */
  double[] budget(Standard standard, String operand, int group) {
    return standard == standard.definition()
        ? budgets.computeIfAbsent(
            group, asked -> standard.gradientBudget(operand, cotangent(asked)))
        : standard.gradientBudget(operand, cotangent(group));
  }
}
