package dev.etalon.oracle.onnx;

import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.loss.NllLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.loss.Target;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code NegativeLogLikelihoodLoss} and {@code SoftmaxCrossEntropyLoss}. */
final class LossTranslations {
  private LossTranslations() {}

  static Map<String, Function<Invocation, List<Vector>>> all() {
    return Map.of(
        "NegativeLogLikelihoodLoss", LossTranslations::negativeLogLikelihood,
        "SoftmaxCrossEntropyLoss", LossTranslations::crossEntropy);
  }

  private static List<Vector> negativeLogLikelihood(Invocation called) {
    return List.of(loss(called, new NllLoss(labels(called), reduction(called))));
  }

  /** The second output, if there is one, is the log-probabilities. */
  private static List<Vector> crossEntropy(Invocation called) {
    List<Vector> vectors = new ArrayList<>();
    vectors.add(loss(called, new CrossEntropy(labels(called), reduction(called))));
    called
        .output(1)
        .ifPresent(
            logProbabilities ->
                vectors.add(
                    new Vector(
                        new LogSoftmax(1), Map.of("input", called.input(0)), logProbabilities)));
    return vectors;
  }

  private static Vector loss(Invocation called, Operator operator) {
    called.readsOnly("ignore_index", "reduction");
    Map<String, Tensor> operands = new LinkedHashMap<>();
    operands.put("input", called.input(0));
    operands.put("target", called.input(1));
    called.optionalInput(2).ifPresent(weight -> operands.put("weight", weight));
    return new Vector(operator, operands, called.output());
  }

  private static Target.Classes labels(Invocation called) {
    return new Target.Classes(
        called.node().integer("ignore_index", Target.Classes.DEFAULT_IGNORE_INDEX));
  }

  private static Reduction reduction(Invocation called) {
    String reduction = called.node().text("reduction", "mean");
    return switch (reduction) {
      case "none" -> Reduction.NONE;
      case "mean" -> Reduction.MEAN;
      case "sum" -> Reduction.SUM;
      default -> throw new OutOfScopeException("reduction = " + reduction);
    };
  }
}
