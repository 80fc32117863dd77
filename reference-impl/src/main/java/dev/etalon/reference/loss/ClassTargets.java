package dev.etalon.reference.loss;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The class labels of examples: for scores (N, C, d…) one label for each (n, d…), for scores (C)
 * one label; and what each example weighs.
 */
final class ClassTargets<T> {
  private final Arithmetic<T> arithmetic;
  private final NdArray<Integer> labels;
  private final OptionalInt ignoreIndex;
  private final Optional<NdArray<T>> weight;

  /**
   * @param ignoreIndex the label of examples that take no part, if there is one
   * @throws ConstraintViolation if another label is not a class
   */
  ClassTargets(Arithmetic<T> arithmetic, Inputs<T> inputs, OptionalInt ignoreIndex) {
    this.arithmetic = arithmetic;
    this.labels = inputs.index("target");
    this.ignoreIndex = ignoreIndex;
    this.weight = inputs.find("weight");
    Shape scores = inputs.get("input").shape();
    int classes = scores.extent(classAxis(scores));
    for (int example = 0; example < labels.size(); example++) {
      int label = labels.at(example);
      int[] index = labels.shape().index(example);
      ConstraintViolation.require(
          isLabelIgnored(label) || (label >= 0 && label < classes),
          () ->
              "target %d at %s is not a class; allowed are 0 to %d%s"
                  .formatted(
                      label,
                      Shape.of(index),
                      classes - 1,
                      ignoreIndex.isPresent()
                          ? " and the ignore index " + ignoreIndex.getAsInt()
                          : ""));
    }
  }

  /** The axis of the classes: the second, or the only one of a single example. */
  static int classAxis(Shape scores) {
    return scores.rank() == 1 ? 0 : 1;
  }

  /**
   * The shape of the losses of all examples, after a check of the scores and class weights.
   *
   * @throws ConstraintViolation if there are no classes, or not one weight for each
   */
  static Shape examples(String operator, Map<String, Shape> operands) {
    Shape scores = operands.get("input");
    ConstraintViolation.require(
        scores.rank() > 0 && scores.extent(classAxis(scores)) > 0,
        () ->
            "%s needs an input of shape (N, C, …) or (C), C ≥ 1; given is %s"
                .formatted(operator, scores));
    int classes = scores.extent(classAxis(scores));
    Shape weight = operands.get("weight");
    ConstraintViolation.require(
        weight == null || weight.equals(Shape.of(classes)),
        () ->
            "%s needs one weight for each of %d classes; given is %s"
                .formatted(operator, classes, weight));
    return scores.without(classAxis(scores));
  }

  /**
   * Checks that there is one label for each example.
   *
   * @throws ConstraintViolation if there is not
   */
  static void requireLabels(String operator, Shape examples, Shape target) {
    ConstraintViolation.require(
        target.equals(examples),
        () ->
            "%s needs one class label for each example, a target of shape %s; given is %s"
                .formatted(operator, examples, target));
  }

  private boolean isLabelIgnored(int label) {
    return ignoreIndex.isPresent() && label == ignoreIndex.getAsInt();
  }

  boolean isIgnored(int example) {
    return isLabelIgnored(label(example));
  }

  int label(int example) {
    return labels.at(example);
  }

  /** The weight of an example: that of its class, 0 if it is ignored. */
  T weight(int example) {
    if (isIgnored(example)) {
      return arithmetic.zero();
    }
    return weight.map(w -> w.at(label(example))).orElseGet(arithmetic::one);
  }

  /** What PyTorch divides the mean by: the weights of all examples together. */
  T totalWeight() {
    List<T> weights = new ArrayList<>(labels.size());
    for (int example = 0; example < labels.size(); example++) {
      weights.add(weight(example));
    }
    return arithmetic.sum(weights);
  }

  /** −w[t]·x[t] for each example's log-probabilities x; 0 if it is ignored. */
  NdArray<T> losses(NdArray<T> logProbabilities) {
    Lines lines = new Lines(logProbabilities.shape(), classAxis(logProbabilities.shape()));
    return NdArray.generateFlat(
        labels.shape(),
        example ->
            isIgnored(example)
                ? arithmetic.zero()
                : arithmetic.multiply(
                    weight(example),
                    arithmetic.negate(logProbabilities.at(lines.offset(example, label(example))))));
  }
}
