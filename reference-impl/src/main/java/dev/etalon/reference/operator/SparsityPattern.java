package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.DependencyArithmetic;
import dev.etalon.reference.arithmetic.DependencyArithmetic.Dependent;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which entries of a Jacobian can differ from 0: for each row (an output element, row-major) the
 * columns (elements of one operand, row-major) that it depends on.
 */
public final class SparsityPattern {
  private final int columns;
  private final int[][] rows;

  private SparsityPattern(int columns, int[][] rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** The pattern of an operator's output by one operand, at a point. */
  public static SparsityPattern of(
      Operator operator, Map<String, Tensor> operands, String operand) {
    return of(new DependencyArithmetic(), operator, operands, operand);
  }

  /** As above, in an arithmetic that keeps the decisions on the way. */
  public static SparsityPattern of(
      DependencyArithmetic dependency,
      Operator operator,
      Map<String, Tensor> operands,
      String operand) {
    Inputs<Dependent> inputs =
        Evaluation.inputs(
            operator,
            operands,
            (name, tensor) ->
                NdArray.generateFlat(
                    tensor.shape(),
                    i ->
                        name.equals(operand)
                            ? dependency.input(i, tensor.at(i))
                            : dependency.constant(tensor.at(i))));
    NdArray<Dependent> output = operator.forward(dependency, inputs);
    int[][] rows = new int[output.size()][];
    Arrays.setAll(rows, row -> output.at(row).inputs());
    return new SparsityPattern(operands.get(operand).size(), rows);
  }

  /** This pattern with more rows below its own, each a set of ascending columns. */
  public SparsityPattern below(List<int[]> more) {
    int[][] all = Arrays.copyOf(rows, rows.length + more.size());
    for (int i = 0; i < more.size(); i++) {
      all[rows.length + i] = more.get(i).clone();
    }
    return new SparsityPattern(columns, all);
  }

  /** This pattern with more entries: for each row more columns, in any order. */
  public SparsityPattern and(Map<Integer, Set<Integer>> more) {
    int[][] all = rows.clone();
    more.forEach(
        (row, added) ->
            all[row] =
                IntStream.concat(IntStream.of(all[row]), added.stream().mapToInt(Integer::intValue))
                    .sorted()
                    .distinct()
                    .toArray());
    return new SparsityPattern(columns, all);
  }

  /** The number of output elements. */
  public int rows() {
    return rows.length;
  }

  /** The number of input elements. */
  public int columns() {
    return columns;
  }

  /** The columns on which a row depends, ascending. */
  public int[] row(int row) {
    return rows[row].clone();
  }

  /** The number of entries that can differ from 0. */
  public long size() {
    return Arrays.stream(rows).mapToLong(row -> row.length).sum();
  }

  /** The pattern of the transposed Jacobian. */
  public SparsityPattern transposed() {
    int[] lengths = new int[columns];
    for (int[] row : rows) {
      for (int column : row) {
        lengths[column]++;
      }
    }
    int[][] transposed = new int[columns][];
    Arrays.setAll(transposed, column -> new int[lengths[column]]);
    int[] filled = new int[columns];
    for (int row = 0; row < rows.length; row++) {
      for (int column : rows[row]) {
        transposed[column][filled[column]++] = row;
      }
    }
    return new SparsityPattern(rows.length, transposed);
  }
}
