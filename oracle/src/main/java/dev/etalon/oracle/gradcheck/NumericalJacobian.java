package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The full Jacobian of an implementation's forward by one operand, by coloured central differences:
 * inputs that no output reads together are moved together, so a convolution costs a number of
 * evaluations that does not depend on the size of the image. The pattern is the definition's; that
 * the implementation keeps to it is checked on the way: an output that moves though none of its
 * inputs did is a leak.
 */
final class NumericalJacobian {
  private final Trial trial;
  private final String operand;
  private final Tensor input;
  private final Tensor centre;
  private final SparsityPattern pattern;
  private final double[] noise;
  private final double[][] derivative;
  private final double[][] error;
  private OptionalInt leak = OptionalInt.empty();
  private int evaluations;

  /** Differentiates; {@code centre} is the trial's forward value, of the right shape. */
  public NumericalJacobian(Trial trial, String operand, Tensor centre, DifferencePlan plan) {
    this.trial = trial;
    this.operand = operand;
    this.input = trial.exam().operands().get(operand);
    this.centre = centre;
    this.pattern = plan.pattern();
    this.noise = trial.standard().budget(Case.FORWARD);
    this.derivative = new double[pattern.rows()][];
    this.error = new double[pattern.rows()][];
    for (int row = 0; row < pattern.rows(); row++) {
      int entries = pattern.row(row).length;
      derivative[row] = new double[entries];
      error[row] = new double[entries];
      Arrays.fill(derivative[row], Double.NaN);
      Arrays.fill(error[row], Double.POSITIVE_INFINITY);
    }
    plan.moves().forEach(smooth -> differentiate(smooth.move(), smooth.scale()));
  }

  private void differentiate(Kinks.Move move, double firstScale) {
    int[] columnOf = new int[pattern.rows()];
    Arrays.fill(columnOf, -1);
    BitSet moved = new BitSet();
    Arrays.stream(move.columns()).forEach(moved::set);
    List<Integer> touched = new ArrayList<>();
    for (int row = 0; row < columnOf.length; row++) {
      for (int column : pattern.row(row)) {
        if (moved.get(column)) {
          columnOf[row] = column;
          touched.add(row);
        }
      }
    }
    Map<Integer, RiddersTableau> tableaus = new LinkedHashMap<>();
    touched.forEach(row -> tableaus.put(row, new RiddersTableau()));
    double scale = firstScale;
    for (int level = 0; level < RiddersTableau.LEVELS; level++, scale /= 2) {
      Tensor above = move.apply(input, scale);
      Tensor below = move.apply(input, -scale);
      Tensor valueAbove = forward(above);
      Tensor valueBelow = forward(below);
      boolean all = true;
      for (int row : touched) {
        double x = input.at(columnOf[row]);
        double stepAbove = above.at(columnOf[row]) - x;
        double stepBelow = x - below.at(columnOf[row]);
        if (stepAbove > 0 && stepBelow > 0) {
          RiddersTableau tableau = tableaus.get(row);
          tableau.add(
              valueBelow.at(row),
              centre.at(row),
              valueAbove.at(row),
              stepBelow,
              stepAbove,
              noise[row] + DType.FLOAT64.smallestNormal());
          all &= tableau.isFinished();
        }
      }
      if (level == 0) {
        findLeak(columnOf, valueAbove, valueBelow);
      }
      if (all) {
        break;
      }
    }
    tableaus.forEach(
        (row, tableau) -> {
          int place = Arrays.binarySearch(pattern.row(row), columnOf[row]);
          derivative[row][place] = tableau.derivative();
          error[row][place] = tableau.error();
        });
  }

  /** Untouched outputs may move by their noise, not more. */
  private void findLeak(int[] columnOf, Tensor above, Tensor below) {
    for (int row = 0; row < columnOf.length; row++) {
      if (columnOf[row] < 0 && leak.isEmpty()) {
        double allowed = 2 * noise[row];
        if (Math.abs(above.at(row) - centre.at(row)) > allowed
            || Math.abs(below.at(row) - centre.at(row)) > allowed) {
          leak = OptionalInt.of(row);
        }
      }
    }
  }

  private Tensor forward(Tensor moved) {
    evaluations++;
    Map<String, Tensor> operands = new LinkedHashMap<>(trial.exam().operands());
    operands.put(operand, moved);
    return trial.implementation().forward(trial.exam().operator(), operands, trial.dtype());
  }

  /** The definition's pattern. */
  public SparsityPattern pattern() {
    return pattern;
  }

  /** ∂ output[row] / ∂ input[column at that place of the row]; NaN where it is not known. */
  public double derivative(int row, int place) {
    return derivative[row][place];
  }

  /** The estimated error of {@link #derivative}. */
  public double error(int row, int place) {
    return error[row][place];
  }

  /** An output that moved though, by the definition, none of its inputs did. */
  public OptionalInt leak() {
    return leak;
  }

  /** How often the forward was evaluated. */
  public int evaluations() {
    return evaluations;
  }
}
