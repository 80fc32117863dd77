package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code cross_entropy} of logits and targets.
 *
 * @param target whether the targets are class labels or probabilities
 * @param reduction what becomes of the examples' losses
 */
@Definition(
    summary = "Cross entropy between targets and the softmax of logits.",
    equation =
        "ℓ_n = −w[t_n]·log softmax(x[n,·])[t_n] of class labels,"
            + " ℓ_n = −Σ_c w[c]·t[n,c]·log softmax(x[n,·])[c] of probabilities;"
            + " y = ℓ, Σ_n ℓ_n or the mean; w = 1 if it is not given",
    vjp = {
      "x̄[n,c] = w[t_n]·ȳ·(softmax(x[n,·])[c] − [c = t_n]) of class labels, x̄[n,c] ="
          + " ȳ·(softmax(x[n,·])[c]·Σ_k w[k]·t[n,k] − w[c]·t[n,c]) of probabilities;"
          + " for the mean over the divisor below",
      "t̄[n,c] = −w[c]·log softmax(x[n,·])[c]·ȳ of probabilities, likewise"
    },
    shapes =
        "input (N, C, …) or (C), target (N, …) or () of classes or as the input of probabilities,"
            + " weight (C) → () or, without reduction, (N, …) or ()",
    specialCases = {
      "the mean of class labels is over the examples' total weight Σ_n w[t_n], N without weights;"
          + " that of probabilities over the number of examples, weighted or not, as in PyTorch:"
          + " never over N·C",
      "through log-softmax, so that logits of ±1000 neither overflow nor give log 0",
      "an ignored example has loss 0 and weight 0; the mean is 0/0 = NaN if all are ignored",
      "another label outside 0 … C−1 is refused",
      "a target probability of 0 at a logit of −∞ gives 0·∞ = NaN, as in PyTorch"
    },
    lecture = "Unaprijedni modeli: negativna log-izglednost (NLL, cross entropy)")
public record CrossEntropy(Target target, Reduction reduction) implements Operator {
  /** The mean over examples with class labels. */
  public CrossEntropy() {
    this(new Target.Classes(), Reduction.MEAN);
  }

  @Override
  public String name() {
    return "cross_entropy";
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        Operand.differentiable("input"),
        target instanceof Target.Classes
            ? Operand.index("target")
            : Operand.differentiable("target"),
        Operand.optionalConstant("weight"));
  }

  @Override
  public Set<String> affineIn() {
    return target instanceof Target.Classes ? Set.of() : Set.of("target");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape examples = ClassTargets.examples(name(), operands);
    if (target instanceof Target.Classes) {
      ClassTargets.requireLabels(name(), examples, operands.get("target"));
    } else {
      ElementwiseLoss.requireSameShape(name(), operands.get("input"), operands.get("target"));
    }
    return reduction.outputShape(name(), examples);
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> logProbabilities = logProbabilities(arithmetic, inputs);
    if (target instanceof Target.Classes classes) {
      ClassTargets<T> targets = classes.read(arithmetic, inputs);
      return reduction.reduce(arithmetic, targets.losses(logProbabilities), targets.totalWeight());
    }
    Lines lines = lines(inputs);
    NdArray<T> weighted = weightedProbabilities(arithmetic, inputs);
    return reduction.reduce(
        arithmetic,
        NdArray.generateFlat(
            examples(inputs),
            example -> {
              List<T> terms = new ArrayList<>();
              for (int c = 0; c < lines.length(); c++) {
                int at = lines.offset(example, c);
                terms.add(arithmetic.multiply(weighted.at(at), logProbabilities.at(at)));
              }
              return arithmetic.negate(arithmetic.sum(terms));
            }));
  }

  private static <T> NdArray<T> logProbabilities(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    Shape scores = inputs.get("input").shape();
    return new LogSoftmax(ClassTargets.classAxis(scores)).forward(arithmetic, inputs);
  }

  private static <T> Lines lines(Inputs<T> inputs) {
    Shape scores = inputs.get("input").shape();
    return new Lines(scores, ClassTargets.classAxis(scores));
  }

  private static <T> Shape examples(Inputs<T> inputs) {
    Shape scores = inputs.get("input").shape();
    return scores.without(ClassTargets.classAxis(scores));
  }

  /** w[c]·t[n,c]. */
  private static <T> NdArray<T> weightedProbabilities(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    NdArray<T> t = inputs.get("target");
    int axis = ClassTargets.classAxis(t.shape());
    return inputs
        .find("weight")
        .map(w -> NdArray.generate(t.shape(), i -> arithmetic.multiply(w.at(i[axis]), t.get(i))))
        .orElse(t);
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    return target instanceof Target.Classes classes
        ? byLogits(arithmetic, inputs, cotangent, classes.read(arithmetic, inputs))
        : byLogitsAndProbabilities(arithmetic, inputs, cotangent);
  }

  private <T> Map<String, NdArray<T>> byLogits(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent, ClassTargets<T> targets) {
    NdArray<T> logProbabilities = logProbabilities(arithmetic, inputs);
    Lines lines = lines(inputs);
    NdArray<T> g =
        reduction.upstream(arithmetic, cotangent, examples(inputs), targets.totalWeight());
    return Map.of(
        "input",
        lines.generate(
            example -> {
              if (targets.isIgnored(example)) {
                return Collections.nCopies(lines.length(), arithmetic.zero());
              }
              T upstream = arithmetic.multiply(targets.weight(example), g.at(example));
              List<T> gradient = new ArrayList<>();
              for (int c = 0; c < lines.length(); c++) {
                T probability = arithmetic.exp(logProbabilities.at(lines.offset(example, c)));
                T onehot = arithmetic.constant(c == targets.label(example) ? 1 : 0);
                gradient.add(
                    arithmetic.multiply(upstream, arithmetic.subtract(probability, onehot)));
              }
              return gradient;
            }));
  }

  private <T> Map<String, NdArray<T>> byLogitsAndProbabilities(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> logProbabilities = logProbabilities(arithmetic, inputs);
    NdArray<T> weighted = weightedProbabilities(arithmetic, inputs);
    Lines lines = lines(inputs);
    int axis = ClassTargets.classAxis(weighted.shape());
    NdArray<T> g = reduction.upstream(arithmetic, cotangent, examples(inputs));
    NdArray<T> gradInput =
        lines.generate(
            example -> {
              T total = arithmetic.sum(lines.line(weighted, example));
              List<T> gradient = new ArrayList<>();
              for (int c = 0; c < lines.length(); c++) {
                int at = lines.offset(example, c);
                T share = arithmetic.multiply(arithmetic.exp(logProbabilities.at(at)), total);
                gradient.add(
                    arithmetic.multiply(
                        g.at(example), arithmetic.subtract(share, weighted.at(at))));
              }
              return gradient;
            });
    NdArray<T> surprise = logProbabilities.map(arithmetic::negate);
    NdArray<T> weightedSurprise =
        inputs
            .find("weight")
            .map(
                w ->
                    NdArray.generate(
                        surprise.shape(), i -> arithmetic.multiply(w.at(i[axis]), surprise.get(i))))
            .orElse(surprise);
    NdArray<T> gradTarget =
        lines.generate(
            example ->
                lines.line(weightedSurprise, example).stream()
                    .map(s -> arithmetic.multiply(g.at(example), s))
                    .toList());
    return Map.of("input", gradInput, "target", gradTarget);
  }
}
