package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * {@code hinge_loss} of a binary linear classifier.
 *
 * @param reduction what becomes of the examples' losses
 */
@Definition(
    summary = "How far each score falls short of the margin 1 on the side of its class.",
    equation = "ℓ_n = max(0, 1 − s_n·x_n), s_n = 2·t_n − 1: −1 for class 0, 1 for class 1",
    vjp = "x̄_n = −s_n·ȳ where s_n·x_n < 1, else 0; over N for the mean",
    shapes = "input (…) of scores, target (…) of classes 0 and 1 → () or, without reduction, (…)",
    specialCases = {
      "not differentiable at the margin 1 exactly; there the gradient is 0 by convention",
      "at the margin 0, where the decision changes, the loss is 1 and smooth",
      "NaN stays NaN, and its gradient is that of a violated margin",
      "targets are the class labels 0 and 1, not ±1; others are refused"
    },
    lecture = "Pregled strojnog učenja: stroj s potpornim vektorima (support vector machine)")
public record HingeLoss(Reduction reduction) implements Operator {
  @Override
  public String name() {
    return "hinge_loss";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.index("target"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    ElementwiseLoss.requireSameShape(name(), input, operands.get("target"));
    return reduction.outputShape(name(), input);
  }

  /** 1 − s·x: how far the score falls short of the margin. */
  private static <T> T shortfall(Arithmetic<T> arithmetic, Inputs<T> inputs, int n) {
    T score = inputs.get("input").at(n);
    T margin = BinaryTargets.isPositive(inputs, n) ? score : arithmetic.negate(score);
    return arithmetic.subtract(arithmetic.one(), margin);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return reduction.reduce(
        arithmetic,
        NdArray.generateFlat(
            inputs.get("input").shape(),
            n -> arithmetic.max(arithmetic.zero(), shortfall(arithmetic, inputs, n))));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    Shape shape = inputs.get("input").shape();
    NdArray<T> g = reduction.upstream(arithmetic, cotangent, shape);
    return Map.of(
        "input",
        NdArray.generateFlat(
            shape,
            n -> {
              if (arithmetic.compare(shortfall(arithmetic, inputs, n), arithmetic.zero()) <= 0) {
                return arithmetic.zero();
              }
              return BinaryTargets.isPositive(inputs, n) ? arithmetic.negate(g.at(n)) : g.at(n);
            }));
  }
}
