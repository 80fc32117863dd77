package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code cross_entropy} of logits and integer targets, averaged over the batch. */
@Definition(
    summary = "Mean negative log-likelihood of the target classes under softmax of the logits.",
    equation = "y = −(1/N) Σ_n log softmax(x[n,·])[t_n]",
    vjp = "x̄[n,c] = (ȳ/N) · (softmax(x[n,·])[c] − [c = t_n])",
    shapes = "input (N, C), target (N) of classes 0 … C−1 → ()",
    specialCases = {
      "the gradient of the mean has 1/N, not 1/(N·C)",
      "through log-softmax, so that logits of ±1000 neither overflow nor give log 0",
      "a target outside 0 … C−1 is refused"
    },
    lecture = "Unaprijedni modeli: negativna log-izglednost (negative log-likelihood)")
public record CrossEntropy() implements Operator {
  @Override
  public String name() {
    return "cross_entropy";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"), Operand.index("target"));
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    Shape target = operands.get("target");
    ConstraintViolation.require(
        input.rank() == 2 && input.size() > 0,
        () -> "cross_entropy needs logits of shape (N, C); given is %s".formatted(input));
    ConstraintViolation.require(
        target.equals(input.until(1)),
        () ->
            "cross_entropy needs one target for each of %d rows; given is %s"
                .formatted(input.extent(0), target));
    return Shape.scalar();
  }

  private static <T> int target(Inputs<T> inputs, int n) {
    int target = inputs.index("target").get(n);
    int classes = inputs.get("input").shape().extent(1);
    ConstraintViolation.require(
        target >= 0 && target < classes,
        () ->
            "target %d of row %d is not a class; allowed are 0 to %d"
                .formatted(target, n, classes - 1));
    return target;
  }

  private static <T> NdArray<T> logProbabilities(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return new LogSoftmax(1).forward(arithmetic, inputs);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> logProbabilities = logProbabilities(arithmetic, inputs);
    int batch = logProbabilities.shape().extent(0);
    List<T> losses = new ArrayList<>();
    for (int n = 0; n < batch; n++) {
      losses.add(arithmetic.negate(logProbabilities.get(n, target(inputs, n))));
    }
    return NdArray.scalar(arithmetic.divide(arithmetic.sum(losses), arithmetic.constant(batch)));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> logProbabilities = logProbabilities(arithmetic, inputs);
    int batch = logProbabilities.shape().extent(0);
    T upstream = arithmetic.divide(cotangent.at(0), arithmetic.constant(batch));
    return Map.of(
        "input",
        NdArray.generate(
            logProbabilities.shape(),
            index -> {
              T probability = arithmetic.exp(logProbabilities.get(index));
              T onehot = arithmetic.constant(index[1] == target(inputs, index[0]) ? 1 : 0);
              return arithmetic.multiply(upstream, arithmetic.subtract(probability, onehot));
            }));
  }
}
