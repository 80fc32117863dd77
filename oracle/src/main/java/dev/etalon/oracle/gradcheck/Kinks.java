package dev.etalon.oracle.gradcheck;

import dev.etalon.reference.arithmetic.DependencyArithmetic.Decision;
import dev.etalon.reference.arithmetic.TracingArithmetic;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where an operator has kinks: the decisions of its definition are compared on both sides of a
 * point. A decision that changes is laid at the door of the inputs that it was computed from, so
 * that a move of a thousand inputs costs as many evaluations as a move of one.
 */
final class Kinks {
  private static final double SHRINK = 1.0 / 8;

  private final Operator operator;
  private final Map<String, Tensor> operands;
  private final String operand;
  private final List<Decision> decisions;

  /** The kinks around a point, given the decisions there, for moves of one operand. */
  Kinks(Operator operator, Map<String, Tensor> operands, String operand, List<Decision> decisions) {
    this.operator = operator;
    this.operands = operands;
    this.operand = operand;
    this.decisions = decisions;
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
   * Splits a move into parts that meet no kink. Inputs that are tied would stay tied if they moved
   * together by equal steps, so the move must not hold both.
   */
  List<Smooth> split(Move move) {
    if (decisions.isEmpty()) {
      return List.of(new Smooth(move, 1));
    }
    List<Smooth> parts = new ArrayList<>();
    BitSet left = columns(move);
    for (double scale = 1; !left.isEmpty(); scale *= SHRINK) {
      Move candidates = move.only(left::get).above(scale);
      if (candidates.size() == 0) {
        parts.add(new Smooth(move.only(left::get), 0));
        break;
      }
      Move smooth = smoothPart(candidates, scale);
      if (smooth.size() > 0) {
        parts.add(new Smooth(smooth, scale));
        left.andNot(columns(smooth));
      }
    }
    return parts;
  }

  /** Those of a move's inputs that together meet no kink at a scale, to either side. */
  private Move smoothPart(Move move, double scale) {
    Move part = move;
    while (part.size() > 0) {
      BitSet offenders = offenders(part, scale);
      if (offenders.isEmpty()) {
        return part;
      }
      part = part.only(column -> !offenders.get(column));
    }
    return part;
  }

  /** The moved inputs of the decisions that differ on either side from those at the point. */
  BitSet offenders(Move move, double scale) {
    BitSet offenders = offendersThere(move, scale);
    offenders.or(offendersThere(move, -scale));
    return offenders;
  }

  private BitSet offendersThere(Move move, double scale) {
    List<Integer> there = decisions(move, scale);
    BitSet moved = columns(move);
    if (there.size() != decisions.size()) {
      return moved;
    }
    BitSet offenders = new BitSet();
    boolean changed = false;
    for (int i = 0; i < there.size(); i++) {
      if (there.get(i) != decisions.get(i).outcome()) {
        changed = true;
        for (int input : decisions.get(i).inputs()) {
          if (moved.get(input)) {
            offenders.set(input);
          }
        }
      }
    }
    return changed && offenders.isEmpty() ? moved : offenders;
  }

  /**
   * How far a move to one side stays on the piece that its smallest steps reach.
   *
   * @param side 1 or −1
   * @return a scale, without the sign
   */
  double ray(Move move, int side) {
    double least = move.leastScale();
    List<Integer> near = decisions(move, side * least);
    for (double scale = 1; scale > least; scale *= SHRINK) {
      if (decisions(move, side * scale).equals(near)) {
        return scale;
      }
    }
    return least;
  }

  private List<Integer> decisions(Move move, double scale) {
    Map<String, Tensor> at = new LinkedHashMap<>(operands);
    at.put(operand, move.apply(operands.get(operand), scale));
    TracingArithmetic tracing = new TracingArithmetic();
    operator.forward(tracing, Evaluation.inputs(operator, tracing, at));
    return tracing.decisions();
  }

  private static BitSet columns(Move move) {
    BitSet columns = new BitSet();
    for (int column : move.columns()) {
      columns.set(column);
    }
    return columns;
  }
}
