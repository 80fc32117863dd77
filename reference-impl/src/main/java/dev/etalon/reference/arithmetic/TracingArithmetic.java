package dev.etalon.reference.arithmetic;

import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Doubles that remember every decision. Two evaluations with the same decisions lie on the same
 * smooth piece of the function; where the decisions differ, a kink lies between (ReLU at 0, a tie
 * of a maximum). One instance serves one evaluation.
 */
public final class TracingArithmetic extends ForwardingArithmetic<Double> {
  private final List<Integer> decisions = new ArrayList<>();

  public TracingArithmetic() {
    super(RoundedArithmetic.of(DType.FLOAT64));
  }

  /** The sign of every comparison so far, in order. */
  public List<Integer> decisions() {
    return List.copyOf(decisions);
  }

  @Override
  public int compare(Double a, Double b) {
    int decision = Integer.signum(super.compare(a, b));
    decisions.add(decision);
    return decision;
  }
}
