package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.coloring.Coloring;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How to move one operand of a case so as to see its whole Jacobian: which inputs together, how
 * far, and which not at all. It follows from the definition alone and serves every implementation.
 *
 * @param pattern the Jacobian's sparsity
 * @param moves the inputs that move together, and the part of their steps that meets no kink
 * @param kinked the inputs at a kink, too near to one, or infinite
 */
record DifferencePlan(SparsityPattern pattern, List<Kinks.Smooth> moves, BitSet kinked) {
  /** The first step: near the scale of the operators' inputs, and a power of two. */
  private static final double FIRST_STEP = 0.25;

  /** No step moves an input by fewer units in the last place (of 1, for smaller inputs). */
  private static final double LEAST_ULPS = 1024;

  /** The plan for an operand of a case whose data are rounded to the dtype. */
  static DifferencePlan of(Case exam, String operand, DType dtype) {
    Tensor input = exam.operands().get(operand);
    SparsityPattern pattern = SparsityPattern.of(exam.operator(), exam.operands(), operand);
    Kinks kinks = new Kinks(exam.operator(), exam.operands(), operand);
    List<Kinks.Smooth> moves = new ArrayList<>();
    BitSet kinked = new BitSet();
    for (int column = 0; column < input.size(); column++) {
      kinked.set(column, !Double.isFinite(input.at(column)));
    }
    for (int[] group : Coloring.of(pattern).groups()) {
      int[] movable = Arrays.stream(group).filter(column -> !kinked.get(column)).toArray();
      if (movable.length > 0) {
        for (Kinks.Smooth smooth : kinks.split(move(input, movable, dtype))) {
          if (smooth.scale() > 0) {
            moves.add(smooth);
          } else {
            Arrays.stream(smooth.move().columns()).forEach(kinked::set);
          }
        }
      }
    }
    return new DifferencePlan(pattern, moves, kinked);
  }

  private static Kinks.Move move(Tensor input, int[] columns, DType dtype) {
    double[] least = new double[columns.length];
    double[] steps = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      least[i] = LEAST_ULPS * dtype.ulp(Math.max(1, Math.abs(input.at(columns[i]))));
      steps[i] = Math.max(FIRST_STEP, least[i]);
    }
    return new Kinks.Move(columns, steps, least);
  }
}
