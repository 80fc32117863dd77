package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.arithmetic.TracingArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where an operator has kinks: the decisions of its definition are compared on both sides of a
 * point.
 */
final class Kinks {
  private static final double SHRINK = 1.0 / 8;

  private final Operator operator;
  private final Map<String, Tensor> operands;
  private final String operand;
  private final List<Integer> decisions;

  /** The kinks around a point, for moves of one operand. */
  Kinks(Operator operator, Map<String, Tensor> operands, String operand) {
    this.operator = operator;
    this.operands = operands;
    this.operand = operand;
    this.decisions = decisions(operands);
  }

  private List<Integer> decisions(Map<String, Tensor> at) {
    TracingArithmetic tracing = new TracingArithmetic();
    operator.forward(tracing, Evaluation.inputs(operator, tracing, at));
    return tracing.decisions();
  }

  /**
   * Inputs that can be moved together without meeting a kink.
   *
   * @param move the inputs and their steps
   * @param scale the part of each step that meets no kink; 0 for inputs at a kink or nearer to one
   *     than the smallest steps
   */
  record Smooth(Move move, double scale) {}

  /**
   * Splits a move into parts that meet no kink: the steps are shrunk together, and where that does
   * not help the inputs are parted. Inputs that are tied would stay tied if they moved together, so
   * where there is a tie every input moves alone.
   */
  List<Smooth> split(Move move) {
    if (decisions.isEmpty()) {
      return List.of(new Smooth(move, 1));
    }
    boolean mayHideATie = move.size() > 1 && decisions.contains(0);
    for (double scale = 1; !mayHideATie && scale >= move.leastScale(); scale *= SHRINK) {
      if (decidesAlike(move, scale) && decidesAlike(move, -scale)) {
        return List.of(new Smooth(move, scale));
      }
    }
    if (move.size() == 1) {
      return List.of(new Smooth(move, 0));
    }
    List<Smooth> parts = new ArrayList<>(split(move.part(0, move.size() / 2)));
    parts.addAll(split(move.part(move.size() / 2, move.size())));
    return parts;
  }

  private boolean decidesAlike(Move move, double scale) {
    Map<String, Tensor> at = new LinkedHashMap<>(operands);
    at.put(operand, move.apply(operands.get(operand), scale));
    return decisions(at).equals(decisions);
  }

  /**
   * Steps of several inputs at once.
   *
   * @param columns the row-major positions of the inputs
   * @param steps the largest step of each
   * @param leastSteps the smallest step of each: below it rounding inside the operator can hide a
   *     kink
   */
  record Move(int[] columns, double[] steps, double[] leastSteps) {
    int size() {
      return columns.length;
    }

    /** The smallest scale at which no step is below its least. */
    double leastScale() {
      double least = 0;
      for (int i = 0; i < steps.length; i++) {
        least = Math.max(least, leastSteps[i] / steps[i]);
      }
      return least;
    }

    Move part(int from, int to) {
      return new Move(
          Arrays.copyOfRange(columns, from, to),
          Arrays.copyOfRange(steps, from, to),
          Arrays.copyOfRange(leastSteps, from, to));
    }

    /** The input with every step taken, each multiplied by the scale. */
    Tensor apply(Tensor input, double scale) {
      double[] elements = input.toArray();
      for (int i = 0; i < columns.length; i++) {
        elements[columns[i]] += scale * steps[i];
      }
      return Tensor.of(input.dtype(), input.shape(), elements);
    }
  }
}
