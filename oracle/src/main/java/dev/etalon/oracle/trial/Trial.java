package dev.etalon.oracle.trial;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;

/**
 * One implementation on one case in one dtype; it is run once and every judge sees the same result.
 */
public final class Trial {
  private final Standard standard;
  private final Implementation implementation;
  private final Outcome<Tensor> forward;
  private final Outcome<Map<String, Tensor>> vjp;

  public Trial(Standard standard, Implementation implementation) {
    this.standard = standard.of(implementation);
    this.implementation = implementation;
    Case exam = standard.exam();
    this.forward =
        Outcome.of(
            () -> implementation.forward(exam.operator(), exam.operands(), standard.dtype()));
    this.vjp =
        Outcome.of(
            () ->
                implementation.vjp(
                    exam.operator(), exam.operands(), exam.cotangent(), standard.dtype()));
  }

  public Standard standard() {
    return standard;
  }

  public Case exam() {
    return standard.exam();
  }

  public DType dtype() {
    return standard.dtype();
  }

  public Implementation implementation() {
    return implementation;
  }

  /** The implementation's value. */
  public Outcome<Tensor> forward() {
    return forward;
  }

  /** The implementation's gradient by an operand. */
  public Outcome<Tensor> gradient(String operand) {
    if (vjp instanceof Outcome.Computed<Map<String, Tensor>> computed) {
      Tensor gradient = computed.value().get(operand);
      return gradient == null
          ? new Outcome.Without<>(
              Verdict.failed("the gradient by '%s' is missing".formatted(operand)))
          : new Outcome.Computed<>(gradient, computed.seconds());
    }
    return new Outcome.Without<>(((Outcome.Without<Map<String, Tensor>>) vjp).verdict());
  }

  /** The implementation's result for a quantity. */
  public Outcome<Tensor> result(String quantity) {
    return quantity.equals(Case.FORWARD) ? forward : gradient(Case.operandOf(quantity));
  }
}
