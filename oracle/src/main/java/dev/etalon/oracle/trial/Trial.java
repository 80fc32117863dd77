package dev.etalon.oracle.trial;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One implementation on one case in one dtype; it is run once and every judge sees the same result.
 * Whether it gives that result again is asked of a second run.
 */
public final class Trial {
  private final Standard standard;
  private final Implementation implementation;
  private final Outcome<Tensor> forward;
  private final Outcome<Map<String, Tensor>> vjp;
  private @Nullable Outcome<Map<String, Tensor>> secondVjp;

  public Trial(Standard standard, Implementation implementation) {
    this.standard = standard.of(implementation);
    this.implementation = implementation;
    this.forward = runForward();
    this.vjp = runVjp();
  }

  private Outcome<Tensor> runForward() {
    return Outcome.of(
        () ->
            Objects.requireNonNull(
                implementation.forward(exam().operator(), exam().operands(), dtype()),
                "the value is null"));
  }

  private Outcome<Map<String, Tensor>> runVjp() {
    return Outcome.of(
        () ->
            Objects.requireNonNull(
                implementation.vjp(
                    exam().operator(), exam().operands(), exam().cotangent(), dtype()),
                "the gradients are null"));
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

  /** The implementation's value, of the right shape and dtype. */
  public Outcome<Tensor> forward() {
    return checked(forward, exam().cotangent().shape());
  }

  /** The implementation's gradient by an operand, of the right shape and dtype. */
  public Outcome<Tensor> gradient(String operand) {
    return gradient(vjp, operand);
  }

  private Outcome<Tensor> gradient(Outcome<Map<String, Tensor>> gradients, String operand) {
    if (gradients instanceof Outcome.Computed<Map<String, Tensor>> computed) {
      Tensor gradient = computed.value().get(operand);
      return gradient == null
          ? new Outcome.Without<>(
              Verdict.failed("the gradient by '%s' is missing".formatted(operand)))
          : checked(
              new Outcome.Computed<>(gradient, computed.seconds()),
              exam().operands().get(operand).shape());
    }
    return new Outcome.Without<>(((Outcome.Without<Map<String, Tensor>>) gradients).verdict());
  }

  /**
   * The result for a quantity of a second run on the same inputs, which takes place when it is
   * first asked for. What differs from {@link #result} was left by an earlier call, or is chance.
   */
  public synchronized Outcome<Tensor> again(String quantity) {
    if (quantity.equals(Case.FORWARD)) {
      return checked(runForward(), exam().cotangent().shape());
    }
    if (secondVjp == null) {
      secondVjp = runVjp();
    }
    return gradient(secondVjp, Case.operandOf(quantity));
  }

  /** What every judge may rely on. */
  private Outcome<Tensor> checked(Outcome<Tensor> outcome, Shape shape) {
    if (outcome instanceof Outcome.Computed<Tensor> computed) {
      Tensor result = computed.value();
      if (!result.shape().equals(shape)) {
        return new Outcome.Without<>(
            Verdict.failed("the shape is %s, it must be %s".formatted(result.shape(), shape)));
      }
      if (result.dtype() != dtype()) {
        return new Outcome.Without<>(
            Verdict.failed("the dtype is %s, it must be %s".formatted(result.dtype(), dtype())));
      }
    }
    return outcome;
  }

  /** The implementation's result for a quantity. */
  public Outcome<Tensor> result(String quantity) {
    return quantity.equals(Case.FORWARD) ? forward() : gradient(Case.operandOf(quantity));
  }
}
