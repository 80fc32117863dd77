package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * {@code zero_one_loss}: the empirical error, which the other losses stand in for.
 *
 * @param prediction how scores become a class
 * @param reduction what becomes of the examples' losses
 */
@Definition(
    summary = "1 for each example whose predicted class is wrong, else 0.",
    equation = "ℓ_n = [ĉ_n ≠ t_n]; ĉ_n = argmax_c x[n,c], or [x_n > 0] of a binary score",
    vjp = "none: the loss is piecewise constant in the scores",
    shapes =
        "input (N, C, …) or (C), target (N, …) or () of classes; of binary scores input (…),"
            + " target (…) → () or as target",
    specialCases = {
      "of tied scores the first class is predicted; so a binary score of exactly 0 is class 0",
      "a NaN score is the greatest: its class is predicted",
      "the gradient is 0 almost everywhere and undefined at ties: there is nothing to descend"
    },
    lecture = "Unaprijedni modeli: 0-1 gubitak (0–1 loss)")
public record ZeroOneLoss(Prediction prediction, Reduction reduction) implements Operator {
  /** How scores become a class. */
  public enum Prediction {
    /** The class of the greatest score, along the class axis. */
    ARGMAX,
    /** Each score decides between class 0 and, if it is positive, class 1. */
    SIGN
  }

  @Override
  public String name() {
    return "zero_one_loss";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.stepwise("input"), Operand.index("target"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape target = operands.get("target");
    if (prediction == Prediction.SIGN) {
      ElementwiseLoss.requireSameShape(name(), operands.get("input"), target);
    } else {
      ClassTargets.requireLabels(name(), ClassTargets.examples(name(), operands), target);
    }
    return reduction.outputShape(name(), target);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    IntPredicate isHit =
        prediction == Prediction.SIGN
            ? n -> isPositive(arithmetic, inputs, n) == BinaryTargets.isPositive(inputs, n)
            : hitsOfArgmax(arithmetic, inputs);
    return reduction.reduce(
        arithmetic,
        NdArray.generateFlat(
            inputs.index("target").shape(), n -> arithmetic.constant(isHit.test(n) ? 0 : 1)));
  }

  private static <T> boolean isPositive(Arithmetic<T> arithmetic, Inputs<T> inputs, int n) {
    return arithmetic.compare(inputs.get("input").at(n), arithmetic.zero()) > 0;
  }

  private static <T> IntPredicate hitsOfArgmax(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> x = inputs.get("input");
    Lines lines = new Lines(x.shape(), ClassTargets.classAxis(x.shape()));
    ClassTargets<T> targets = new ClassTargets<>(arithmetic, inputs, OptionalInt.empty());
    return n -> argmax(arithmetic, lines.line(x, n)) == targets.label(n);
  }

  private static <T> int argmax(Arithmetic<T> arithmetic, List<T> scores) {
    int best = 0;
    for (int c = 1; c < scores.size(); c++) {
      if (arithmetic.compare(scores.get(c), scores.get(best)) > 0) {
        best = c;
      }
    }
    return best;
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return Map.of();
  }
}
