package dev.etalon.reference.operator;

import dev.etalon.reference.arithmetic.DependencyArithmetic;
import dev.etalon.reference.arithmetic.DependencyArithmetic.Dependent;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

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
    DependencyArithmetic dependency = DependencyArithmetic.INSTANCE;
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
