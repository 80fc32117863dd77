package dev.etalon.oracle.gradcheck;

import dev.etalon.oracle.gradcheck.Kinks.Smooth;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.commons.numbers.core.Sum;

/**
 * The full Jacobian of an implementation's forward by one operand, by coloured differences: inputs
 * that no output reads together are moved together, so a convolution costs a number of evaluations
 * that does not depend on the size of the image. The pattern is the definition's; that the
 * implementation keeps to it is checked on the way: an output that moves though none of its inputs
 * did is a leak, and a dense random move of all inputs has to move every output as the entries say.
 */
final class NumericalJacobian {
  private final Trial trial;
  private final String operand;
  private final Tensor input;
  private final Tensor centre;
  private final DifferencePlan plan;
  private final SparsityPattern pattern;
  private final double[] noise;
  private final double[][] derivative;
  private final double[][] error;
  private final Map<Integer, OneSidedSlopes> slopes = new LinkedHashMap<>();
  private OptionalInt leak = OptionalInt.empty();
  private int evaluations;
  private int unexpectedKinks;

  /** Differentiates; {@code centre} is the trial's forward value, of the right shape. */
  NumericalJacobian(Trial trial, String operand, Tensor centre, DifferencePlan plan) {
    this.trial = trial;
    this.operand = operand;
    this.input = trial.exam().operands().get(operand);
    this.centre = centre;
    this.plan = plan;
    this.pattern = plan.pattern();
    this.noise = plan.noise(trial.standard(), operand);
    this.derivative = new double[pattern.rows()][];
    this.error = new double[pattern.rows()][];
    for (int row = 0; row < pattern.rows(); row++) {
      int entries = pattern.row(row).length;
      derivative[row] = new double[entries];
      error[row] = new double[entries];
      Arrays.fill(derivative[row], Double.NaN);
      Arrays.fill(error[row], Double.POSITIVE_INFINITY);
    }
    for (Smooth smooth : plan.moves()) {
      if (plan.isExact()) {
        takeUnitStep(smooth.move());
      } else {
        differentiate(smooth.move(), smooth.scale());
      }
    }
    for (DifferencePlan.Kinked kinked : plan.kinks()) {
      slopes.putAll(OneSidedSlopes.of(this, kinked));
    }
  }

  /** For each output the moved input that it can depend on, or −1. */
  private int[] columnOf(Move move) {
    int[] columnOf = new int[pattern.rows()];
    Arrays.fill(columnOf, -1);
    for (int column : move.columns()) {
      for (int row : plan.byInput().row(column)) {
        columnOf[row] = column;
      }
    }
    return columnOf;
  }

  private void takeUnitStep(Move move) {
    int[] columnOf = columnOf(move);
    Tensor above = forward(move.apply(input, 1));
    for (int row = 0; row < columnOf.length; row++) {
      double difference = above.at(row) - centre.at(row);
      if (columnOf[row] >= 0) {
        put(row, columnOf[row], difference, 0);
      } else if (difference != 0 && leak.isEmpty()) {
        leak = OptionalInt.of(row);
      }
    }
  }

  private void put(int row, int column, double slope, double slopeError) {
    int place = Arrays.binarySearch(pattern.row(row), column);
    if (place >= 0) {
      derivative[row][place] = slope;
      error[row][place] = slopeError;
    }
  }

  private void differentiate(Move move, double firstScale) {
    int[] columnOf = columnOf(move);
    int[] touched = IntStream.range(0, columnOf.length).filter(row -> columnOf[row] >= 0).toArray();
    RiddersTableau[] tableaus = new RiddersTableau[columnOf.length];
    for (int row : touched) {
      tableaus[row] = RiddersTableau.central();
    }
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
          tableaus[row].add(
              valueBelow.at(row),
              centre.at(row),
              valueAbove.at(row),
              stepBelow,
              stepAbove,
              noise(row));
          all &= tableaus[row].isFinished();
        }
      }
      if (level == 0) {
        findLeak(columnOf, valueAbove, valueBelow);
      }
      if (all) {
        break;
      }
    }
    for (int row : touched) {
      if (tableaus[row].isKink()) {
        unexpectedKinks++;
      } else {
        put(row, columnOf[row], tableaus[row].derivative(), tableaus[row].error());
      }
    }
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

  /**
   * The pattern's guard: a dense random move v of all inputs that meet no kink. For every output,
   * (f(x + hv) − f(x − hv) − J·2hv)/2h has to go to 0, and does not if the output depends on an
   * input that the pattern hides behind another of its colour.
   *
   * @return what differs, if anything does
   */
  Optional<String> probe() {
    return plan.probes().stream().map(this::probe).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> probe(Smooth smooth) {
    return plan.isExact() ? exactProbe(smooth.move()) : extrapolatedProbe(smooth);
  }

  private Optional<String> exactProbe(Move move) {
    Tensor moved = move.apply(input, 1);
    Tensor value = forward(moved);
    for (int row = 0; row < pattern.rows(); row++) {
      if (value.at(row) - centre.at(row) != predicted(row, moved)) {
        return Optional.of(hidden(row));
      }
    }
    return Optional.empty();
  }

  private String hidden(int row) {
    return "output %s moves with all elements of '%s' otherwise than the sum of its derivatives says:"
            .formatted(Arrays.toString(centre.shape().index(row)), operand)
        + " it depends on more of them than by the definition, or the definition's pattern is"
        + " wrong";
  }

  private Optional<String> extrapolatedProbe(Smooth smooth) {
    double[] step = new double[input.size()];
    for (int i = 0; i < smooth.move().size(); i++) {
      step[smooth.move().columns()[i]] = smooth.move().steps()[i];
    }
    RiddersTableau[] tableaus = new RiddersTableau[pattern.rows()];
    Arrays.setAll(tableaus, row -> RiddersTableau.central());
    double scale = smooth.scale();
    for (int level = 0; level < RiddersTableau.LEVELS; level++, scale /= 2) {
      Tensor above = smooth.move().apply(input, scale);
      Tensor below = smooth.move().apply(input, -scale);
      Tensor valueAbove = forward(above);
      Tensor valueBelow = forward(below);
      boolean all = true;
      for (int row = 0; row < tableaus.length; row++) {
        tableaus[row].add(
            valueBelow.at(row) - predicted(row, below),
            centre.at(row),
            valueAbove.at(row) - predicted(row, above),
            scale,
            scale,
            noise(row));
        all &= tableaus[row].isFinished();
      }
      if (all) {
        break;
      }
    }
    for (int row = 0; row < tableaus.length; row++) {
      double allowed = tableaus[row].error();
      int[] columns = pattern.row(row);
      for (int place = 0; place < columns.length; place++) {
        if (step[columns[place]] != 0) {
          allowed += error[row][place] * Math.abs(step[columns[place]]);
        }
      }
      if (Math.abs(tableaus[row].derivative()) > allowed) {
        return Optional.of(hidden(row));
      }
    }
    return Optional.empty();
  }

  /** J·(x′ − x) at a row, NaN where an entry is not known. */
  private double predicted(int row, Tensor moved) {
    int[] columns = pattern.row(row);
    Sum sum = Sum.create();
    for (int place = 0; place < columns.length; place++) {
      double step = moved.at(columns[place]) - input.at(columns[place]);
      if (step != 0) {
        sum.addProduct(derivative[row][place], step);
      }
    }
    return sum.getAsDouble();
  }

  /** The implementation's value with the operand moved. */
  Tensor forward(Tensor moved) {
    evaluations++;
    Map<String, Tensor> operands = new LinkedHashMap<>(trial.exam().operands());
    operands.put(operand, moved);
    return trial.implementation().forward(trial.exam().operator(), operands, trial.dtype());
  }

  /** A bound on the error of a value. */
  double noise(int row) {
    return noise[row] + DType.FLOAT64.smallestNormal();
  }

  Tensor input() {
    return input;
  }

  Tensor centre() {
    return centre;
  }

  /** How the moves were planned. */
  DifferencePlan plan() {
    return plan;
  }

  /** ∂ output[row] / ∂ input[column at that place of the row]; NaN where it is not known. */
  double derivative(int row, int place) {
    return derivative[row][place];
  }

  /** The estimated error of {@link #derivative}. */
  double error(int row, int place) {
    return error[row][place];
  }

  /** The slopes on both sides of the inputs at a kink, by input. */
  Map<Integer, OneSidedSlopes> slopes() {
    return slopes;
  }

  /** An output that moved though, by the definition, none of its inputs did. */
  OptionalInt leak() {
    return leak;
  }

  /** How often the forward was evaluated. */
  int evaluations() {
    return evaluations;
  }

  /** Entries at which the implementation has a kink and the definition has none. */
  int unexpectedKinks() {
    return unexpectedKinks;
  }
}
