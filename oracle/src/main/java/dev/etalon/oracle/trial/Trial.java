package dev.etalon.oracle.trial;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One implementation on one case in one dtype; it is run once and every judge sees the same result.
 * It must leave its inputs as they are. Whether it gives that result again is asked of a second
 * run.
 */
public final class Trial {
  private final Standard standard;
  private final Implementation implementation;
  private final Map<String, Outcome<Tensor>> results;
  private final boolean recorded;
  private @Nullable Outcome<Map<String, Tensor>> secondVjp;

  public Trial(Standard standard, Implementation implementation) {
    this(standard, implementation, ask(standard, implementation), false);
  }

  /**
   * A trial of results that are known already, such as those of a foreign program, who cannot be
   * asked again.
   *
   * @param implementation who gave them
   * @param results what came of every quantity of the case
   */
  public Trial(
      Standard standard, Implementation implementation, Map<String, Outcome<Tensor>> results) {
    this(standard, implementation, results, true);
  }

  private Trial(
      Standard standard,
      Implementation implementation,
      Map<String, Outcome<Tensor>> results,
      boolean recorded) {
    this.recorded = recorded;
    this.standard = standard.of(implementation);
    this.implementation = implementation;
    this.results = Map.copyOf(results);
  }

  private static Map<String, Outcome<Tensor>> ask(
      Standard standard, Implementation implementation) {
    Map<String, Outcome<Tensor>> results = new LinkedHashMap<>();
    results.put(Case.FORWARD, forwardOf(standard, implementation));
    Outcome<Map<String, Tensor>> vjp = vjpOf(standard, implementation);
    for (String operand : standard.exam().differentiable()) {
      results.put(Case.gradient(operand), gradient(vjp, operand));
    }
    return results;
  }

  private static Outcome<Tensor> forwardOf(Standard standard, Implementation implementation) {
    Lent lent = new Lent(standard.exam());
    return Outcome.of(
        () ->
            lent.unchanged(
                Objects.requireNonNull(
                    implementation.forward(
                        standard.exam().operator(), lent.operands(), standard.dtype()),
                    "the value is null")));
  }

  private static Outcome<Map<String, Tensor>> vjpOf(
      Standard standard, Implementation implementation) {
    Lent lent = new Lent(standard.exam());
    return Outcome.of(
        () ->
            lent.unchanged(
                Objects.requireNonNull(
                    implementation.vjp(
                        standard.exam().operator(),
                        lent.operands(),
                        lent.cotangent(),
                        standard.dtype()),
                    "the gradients are null")));
  }

  private static Outcome<Tensor> gradient(Outcome<Map<String, Tensor>> vjp, String operand) {
    if (vjp instanceof Outcome.Computed<Map<String, Tensor>> computed) {
      Tensor gradient = computed.value().get(operand);
      return gradient == null
          ? new Outcome.Without<>(
              Verdict.failed("the gradient by '%s' is missing".formatted(operand)))
          : new Outcome.Computed<>(gradient, computed.seconds());
    }
    return new Outcome.Without<>(((Outcome.Without<Map<String, Tensor>>) vjp).verdict());
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
    return result(Case.FORWARD);
  }

  /** The implementation's gradient by an operand, of the right shape and dtype. */
  public Outcome<Tensor> gradient(String operand) {
    return result(Case.gradient(operand));
  }

  /**
   * The result for a quantity of a second run on the same inputs, which takes place when it is
   * first asked for. What differs from {@link #result} was left by an earlier call, or is chance.
   * Of recorded results there is no second run, and this is the first.
   */
  public synchronized Outcome<Tensor> again(String quantity) {
    if (recorded) {
      return result(quantity);
    }
    if (quantity.equals(Case.FORWARD)) {
      return checked(forwardOf(standard, implementation), exam().cotangent().shape());
    }
    if (secondVjp == null) {
      secondVjp = vjpOf(standard, implementation);
    }
    String operand = Case.operandOf(quantity);
    return checked(gradient(secondVjp, operand), exam().operands().get(operand).shape());
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

  /** Whether every result is to the bit what another trial of the same case gave. */
  public boolean gaveWhat(Trial other) {
    return exam().quantities().stream()
        .allMatch(
            quantity ->
                results.get(quantity) instanceof Outcome.Computed<Tensor> mine
                    && other.results.get(quantity) instanceof Outcome.Computed<Tensor> theirs
                    && mine.value().equals(theirs.value()));
  }

  /** The implementation's result for a quantity, of the right shape and dtype. */
  public Outcome<Tensor> result(String quantity) {
    Shape shape =
        quantity.equals(Case.FORWARD)
            ? exam().cotangent().shape()
            : exam().operands().get(Case.operandOf(quantity)).shape();
    return checked(results.get(quantity), shape);
  }
}
