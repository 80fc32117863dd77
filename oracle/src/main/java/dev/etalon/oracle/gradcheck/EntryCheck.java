package dev.etalon.oracle.gradcheck;

import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.WorstElement;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every entry of the Jacobian twice: by differences of the implementation's forward, and by its VJP
 * of the cotangents of {@link RowProbes}. Off the pattern the VJP has to be 0, and at a kink it has
 * to lie between the slopes of both sides; but behind a composition of kinks it need not, even if
 * it is right (S. Kakade, J. D. Lee, "Provably correct automatic subdifferentiation for qualified
 * programs", NeurIPS 2018: the branches of relu(x) − relu(−x) give 0 at 0, where the slope is 1).
 */
final class EntryCheck {
  private final Trial trial;
  private final String operand;
  private final NumericalJacobian jacobian;
  private final DifferencePlan plan;
  private final Convention convention = new Convention();
  private final boolean isFinite;
  private int sums;
  private int terms;
  private double worstUse = -1;
  private @Nullable String disagreement;
  private @Nullable WorstElement worst;

  EntryCheck(Trial trial, String operand, NumericalJacobian jacobian) {
    this.trial = trial;
    this.operand = operand;
    this.jacobian = jacobian;
    this.plan = jacobian.plan();
    // beside an infinity, 0 times it is NaN in a correct VJP too
    this.isFinite =
        trial.exam().operands().values().stream()
            .allMatch(tensor -> DoubleStream.of(tensor.toArray()).allMatch(Double::isFinite));
    if (isFinite) {
      for (int group = 0; group < plan.rows().groups().size() && disagreement == null; group++) {
        compare(group);
      }
    }
  }

  private void compare(int group) {
    Tensor gradient =
        trial
            .implementation()
            .vjp(
                trial.exam().operator(),
                trial.exam().operands(),
                plan.rows().cotangent(group),
                trial.dtype())
            .get(operand);
    if (gradient == null || !gradient.shape().equals(jacobian.input().shape())) {
      disagreement =
          "the gradient by '%s' is missing or misshapen for another cotangent".formatted(operand);
      return;
    }
    Expectation expected = new Expectation(jacobian.input().size());
    for (int row : plan.rows().groups().get(group)) {
      expect(expected, row, gradient);
    }
    double[] budget = null;
    for (int column = 0; column < gradient.size(); column++) {
      if (!plan.infinite().get(column) && Double.isFinite(expected.error[column])) {
        double allowed = expected.error[column];
        if (!(expected.distance(column, gradient.at(column)) <= allowed)) {
          // the VJP's own error is mostly far below that of the differences, and dear to know
          budget = budget == null ? plan.rows().budget(trial.standard(), operand, group) : budget;
          allowed += budget[column];
        }
        judge(group, column, gradient.at(column), expected, allowed);
      }
    }
  }

  /** What the rows of a cotangent let expect of each element of the gradient. */
  private static final class Expectation {
    private final double[] least;
    private final double[] greatest;
    private final double[] error;
    private final int[] entries;
    private final int[] row;

    Expectation(int columns) {
      least = new double[columns];
      greatest = new double[columns];
      error = new double[columns];
      entries = new int[columns];
      row = new int[columns];
    }

    /** How far a number is from what is expected; ∞ for NaN. */
    private double distance(int column, double got) {
      return Double.isNaN(got) ? Double.POSITIVE_INFINITY : Math.abs(got - nearest(column, got));
    }

    private double nearest(int column, double got) {
      return Math.max(least[column], Math.min(greatest[column], got));
    }

    private void add(int outputRow, int column, double sign, double from, double to, double by) {
      least[column] += sign > 0 ? from : -to;
      greatest[column] += sign > 0 ? to : -from;
      boolean known = !Double.isNaN(from) && !Double.isNaN(to);
      error[column] += known ? by : Double.POSITIVE_INFINITY;
      entries[column]++;
      row[column] = outputRow;
    }
  }

  private void expect(Expectation expected, int row, Tensor gradient) {
    double sign = plan.rows().sign(row);
    int[] columns = plan.pattern().row(row);
    for (int place = 0; place < columns.length; place++) {
      if (!plan.kinked().get(columns[place])) {
        double derivative = jacobian.derivative(row, place);
        expected.add(row, columns[place], sign, derivative, derivative, jacobian.error(row, place));
      }
    }
    if (!plan.kinked().isEmpty()) {
      for (int column : plan.reach().row(row)) {
        if (plan.kinked().get(column)) {
          OneSidedSlopes slopes = slopes(column);
          int place = slopes.place(row);
          expected.add(
              row,
              column,
              sign,
              slopes.least(place),
              slopes.greatest(place),
              plan.composite().get(column) ? Double.POSITIVE_INFINITY : slopes.error()[place]);
          if (plan.rows().isEachAlone() && !plan.composite().get(column) && slopes.isKink(place)) {
            convention.add(row, column, sign * gradient.at(column), slopes, place);
          }
        }
      }
    }
  }

  private OneSidedSlopes slopes(int column) {
    OneSidedSlopes slopes = jacobian.slopes().get(column);
    if (slopes == null) {
      throw new IllegalStateException("no slopes beside input " + column);
    }
    return slopes;
  }

  private void judge(int group, int column, double got, Expectation expected, double allowed) {
    double difference = expected.distance(column, got);
    double use = difference == 0 || !Double.isFinite(allowed) ? 0 : difference / allowed;
    sums += expected.entries[column] > 0 ? 1 : 0;
    terms += expected.entries[column];
    if (use > worstUse) {
      worstUse = use;
      worst =
          new WorstElement(
              index(jacobian.input(), column),
              expected.nearest(column, got),
              got,
              Double.NaN,
              allowed,
              "error of the extrapolated differences + " + trial.standard().formula(1));
    }
    if (use > 1 && disagreement == null) {
      disagreement =
          expected.entries[column] == 0
              ? "the VJP of output%s reaches element %s of '%s', on which by the definition it does not depend: %s"
                  .formatted(outputs(group), index(jacobian.input(), column), operand, got)
              : "∂output%s/∂%s%s: %s"
                  .formatted(
                      expected.entries[column] == 1
                          ? index(jacobian.centre(), expected.row[column])
                          : outputs(group),
                      operand,
                      index(jacobian.input(), column),
                      told(expected, column, got, allowed));
    }
  }

  private String told(Expectation expected, int column, double got, double allowed) {
    double sign = expected.entries[column] == 1 ? plan.rows().sign(expected.row[column]) : 1;
    double one = sign * expected.least[column] + 0.0;
    double other = sign * expected.greatest[column] + 0.0;
    String differences =
        one != other
            ? "differences of the forward say between %s and %s"
                .formatted(Math.min(one, other), Math.max(one, other))
            : "differences of the forward say %s".formatted(one);
    return "the VJP says %s, %s, allowed %.3g".formatted(sign * got, differences, allowed);
  }

  private String outputs(int group) {
    int[] rows = plan.rows().groups().get(group);
    return rows.length == 1
        ? index(jacobian.centre(), rows[0]).toString()
        : "s "
            + IntStream.of(rows).limit(3).mapToObj(row -> index(jacobian.centre(), row)).toList()
            + (rows.length > 3 ? " and others" : "");
  }

  private static List<Integer> index(Tensor tensor, int offset) {
    return Arrays.stream(tensor.shape().index(offset)).boxed().toList();
  }

  /** The first entry that disagrees, in a sentence. */
  Optional<String> disagreement() {
    return Optional.ofNullable(disagreement);
  }

  /** The figures; empty where nothing was compared. */
  Optional<Agreement> agreement() {
    return Optional.ofNullable(worst)
        .map(element -> new Agreement(sums, Double.NaN, Double.NaN, worstUse, element));
  }

  /** What was compared, for people. */
  String counts() {
    return compared()
        + convention.name().map(name -> ", at kinks " + name).orElse("")
        + (plan.composite().isEmpty()
            ? ""
            : ", %d kinks of a composition not judged".formatted(plan.composite().cardinality()));
  }

  private String compared() {
    if (sums == 0) {
      return isFinite ? "no entry compared alone" : "no entry compared alone beside infinities";
    }
    String entries =
        plan.rows().isEachAlone()
            ? "each of %d entries of the Jacobian".formatted(sums)
            : "%d entries of the Jacobian in %d sums".formatted(terms, sums);
    return "%s against %d VJPs".formatted(entries, plan.rows().groups().size());
  }
}
