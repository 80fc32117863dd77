package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * {@code l2_penalty}, the regulariser of ridge regression.
 *
 * @param lambda the strength λ, not negative
 * @param convention whether the squared norm is multiplied by λ or by λ/2
 */
@Definition(
    summary = "The squared Euclidean norm of a parameter, weighted.",
    equation = "y = λ·Σ_i w_i², or (λ/2)·Σ_i w_i² by the other convention",
    vjp = "w̄_i = 2·λ·w_i·ȳ, or λ·w_i·ȳ by the other convention",
    shapes = "weight (…) → ()",
    specialCases = {
      "the lectures use λ; with λ/2 the gradient is λ·w, the 'weight decay' of optimisers",
      "λ = 0 gives 0 and the gradient 0; a negative λ is refused"
    },
    lecture = "Pregled strojnog učenja: regularizacija (ridge, λ·wᵀw)")
public record L2Penalty(double lambda, Convention convention) implements Operator {
  /** By what the squared norm is multiplied. */
  public enum Convention {
    /** λ·‖w‖², as in the lectures. */
    LAMBDA(1),
    /** (λ/2)·‖w‖². */
    HALF_LAMBDA(0.5);

    private final double factor;

    Convention(double factor) {
      this.factor = factor;
    }
  }

  /**
   * @throws ConstraintViolation if λ is negative or not a number
   */
  public L2Penalty {
    ConstraintViolation.require(
        lambda >= 0, () -> "l2_penalty has lambda = %s; allowed are 0 and more".formatted(lambda));
  }

  /** λ·‖w‖², as in the lectures. */
  public L2Penalty(double lambda) {
    this(lambda, Convention.LAMBDA);
  }

  /** What multiplies the squared norm. */
  public double coefficient() {
    return convention.factor * lambda;
  }

  @Override
  public String name() {
    return "l2_penalty";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("weight"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    return Shape.scalar();
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> squares = inputs.get("weight").map(w -> arithmetic.multiply(w, w));
    T norm = Reduction.SUM.reduce(arithmetic, squares).at(0);
    return NdArray.scalar(arithmetic.multiply(arithmetic.constant(coefficient()), norm));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    T slope = arithmetic.multiply(arithmetic.constant(2 * coefficient()), cotangent.at(0));
    return Map.of("weight", inputs.get("weight").map(w -> arithmetic.multiply(slope, w)));
  }
}
