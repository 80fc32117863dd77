package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code nll_loss}.
 *
 * @param target the class labels, with the one to ignore
 * @param reduction what becomes of the examples' losses
 */
@Definition(
    summary = "Negative log-likelihood of the target classes, from log-probabilities.",
    equation =
        "ℓ_n = −w[t_n]·x[n,t_n]; y = ℓ, Σ_n ℓ_n or Σ_n ℓ_n / Σ_n w[t_n]; w = 1 if it is not given",
    vjp = "x̄[n,c] = −w[t_n]·ȳ·[c = t_n], over Σ_n w[t_n] for the mean",
    shapes = "input (N, C, …) or (C), target (N, …) or () of classes, weight (C) → () or as target",
    specialCases = {
      "the mean is over the examples' total weight, as in PyTorch",
      "an ignored example has loss 0 and weight 0; the mean is 0/0 = NaN if all are ignored",
      "another target outside 0 … C−1 is refused"
    },
    lecture = "Unaprijedni modeli: negativna log-izglednost (negative log-likelihood)")
public record NllLoss(Target.Classes target, Reduction reduction) implements Operator {
  /** With PyTorch's ignore index, which is no class. */
  public NllLoss(Reduction reduction) {
    this(new Target.Classes(), reduction);
  }

  @Override
  public String name() {
    return "nll_loss";
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        Operand.differentiable("input"),
        Operand.index("target"),
        Operand.optionalConstant("weight"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape examples = ClassTargets.examples(name(), operands);
    ClassTargets.requireLabels(name(), examples, operands.get("target"));
    return reduction.outputShape(name(), examples);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    ClassTargets<T> targets = target.read(arithmetic, inputs);
    return reduction.reduce(arithmetic, targets.losses(inputs.get("input")), targets.totalWeight());
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    ClassTargets<T> targets = target.read(arithmetic, inputs);
    NdArray<T> g =
        reduction.upstream(
            arithmetic, cotangent, inputs.index("target").shape(), targets.totalWeight());
    Shape scores = inputs.get("input").shape();
    Lines lines = new Lines(scores, ClassTargets.classAxis(scores));
    return Map.of(
        "input",
        lines.generate(
            example -> {
              List<T> gradient = new ArrayList<>();
              for (int c = 0; c < lines.length(); c++) {
                boolean hit = !targets.isIgnored(example) && c == targets.label(example);
                gradient.add(
                    hit
                        ? arithmetic.negate(
                            arithmetic.multiply(targets.weight(example), g.at(example)))
                        : arithmetic.zero());
              }
              return gradient;
            }));
  }
}
