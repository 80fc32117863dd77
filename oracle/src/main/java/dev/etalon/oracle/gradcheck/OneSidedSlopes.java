package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slopes of a value on both sides of one input at a kink. A VJP may give anything between them:
 * an element of the subdifferential (F. H. Clarke, "Optimization and Nonsmooth Analysis", 1983,
 * §2.3).
 *
 * @param rows the outputs that the input reaches on either side
 * @param below the slope of each to the left
 * @param above the slope of each to the right
 * @param error a bound on the error of each slope
 */
record OneSidedSlopes(int[] rows, double[] below, double[] above, double[] error) {
  /** For each input of a group that moves together to one side. */
  static Map<Integer, OneSidedSlopes> of(NumericalJacobian jacobian, DifferencePlan.Kinked group) {
    Move move = group.move();
    int[] columnOf = new int[jacobian.plan().reach().rows()];
    Arrays.fill(columnOf, -1);
    for (int column : move.columns()) {
      for (int row : jacobian.plan().byInput().row(column)) {
        // what two of them reach on different sides belongs to neither
        columnOf[row] = columnOf[row] == -1 ? column : -2;
      }
    }
    RiddersTableau[] above = differentiate(jacobian, move, group.above(), columnOf);
    RiddersTableau[] below = differentiate(jacobian, move, -group.below(), columnOf);
    Map<Integer, OneSidedSlopes> slopes = new LinkedHashMap<>();
    for (int i = 0; i < move.size(); i++) {
      int[] rows = jacobian.plan().byInput().row(move.columns()[i]);
      // a kink may lie as far away as the least step
      double offset =
          move.leastSteps()[i] / Math.abs(move.steps()[i]) / Math.min(group.above(), group.below());
      slopes.put(move.columns()[i], of(rows, move.columns()[i], columnOf, below, above, offset));
    }
    return slopes;
  }

  private static OneSidedSlopes of(
      int[] rows,
      int column,
      int[] columnOf,
      RiddersTableau[] below,
      RiddersTableau[] above,
      double offset) {
    OneSidedSlopes slopes =
        new OneSidedSlopes(
            rows, new double[rows.length], new double[rows.length], new double[rows.length]);
    for (int place = 0; place < rows.length; place++) {
      int row = rows[place];
      if (columnOf[row] == column) {
        slopes.below[place] = below[row].derivative();
        slopes.above[place] = above[row].derivative();
        slopes.error[place] =
            below[row].error()
                + above[row].error()
                + offset * Math.abs(slopes.above[place] - slopes.below[place]);
      } else {
        slopes.error[place] = Double.POSITIVE_INFINITY;
      }
    }
    return slopes;
  }

  private static RiddersTableau[] differentiate(
      NumericalJacobian jacobian, Move move, double firstScale, int[] columnOf) {
    RiddersTableau[] tableaus = new RiddersTableau[columnOf.length];
    Arrays.setAll(tableaus, row -> RiddersTableau.oneSided());
    double scale = firstScale;
    for (int level = 0; level < RiddersTableau.LEVELS; level++, scale /= 2) {
      Tensor moved = move.apply(jacobian.input(), scale);
      Tensor value = jacobian.forward(moved);
      boolean all = true;
      for (int row = 0; row < columnOf.length; row++) {
        if (columnOf[row] >= 0) {
          double step = moved.at(columnOf[row]) - jacobian.input().at(columnOf[row]);
          if (step != 0) {
            tableaus[row].addOneSided(
                jacobian.centre().at(row), value.at(row), step, jacobian.noise(row));
            all &= tableaus[row].isFinished();
          }
        }
      }
      if (all) {
        break;
      }
    }
    return tableaus;
  }

  /** The place of an output among {@link #rows}; negative if the input does not reach it. */
  int place(int row) {
    return Arrays.binarySearch(rows, row);
  }

  double least(int place) {
    return Math.min(below[place], above[place]);
  }

  double greatest(int place) {
    return Math.max(below[place], above[place]);
  }

  /** Whether the two sides differ by more than their errors. */
  boolean isKink(int place) {
    return Math.abs(above[place] - below[place]) > 2 * error[place];
  }
}
