package dev.etalon.oracle.identity;

import dev.etalon.reference.loss.BinaryCrossEntropyWithLogits;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.loss.GaussianNll;
import dev.etalon.reference.loss.HingeLoss;
import dev.etalon.reference.loss.KlDivergence;
import dev.etalon.reference.loss.MseLoss;
import dev.etalon.reference.loss.NllLoss;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.loss.Target;
import dev.etalon.reference.loss.ZeroOneLoss;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Optional;
import java.util.function.Function;

/**
 * What losses have in common: an input, a target, and a reduction.
 *
 * @param reduction what becomes of the losses of the examples
 * @param ofClasses whether an example is a line of scores along the class axis, not a single number
 * @param labels the class labels, if targets are labels that may be weighted or ignored
 * @param reducing the same loss with another reduction
 */
record Loss(
    Reduction reduction,
    boolean ofClasses,
    Optional<Target.Classes> labels,
    Function<Reduction, Operator> reducing) {

  /** The operator as a loss, if it is one. */
  static Optional<Loss> of(Operator operator) {
    if (operator instanceof CrossEntropy loss) {
      Optional<Target.Classes> labels =
          loss.target() instanceof Target.Classes classes ? Optional.of(classes) : Optional.empty();
      return Optional.of(
          new Loss(
              loss.reduction(), true, labels, other -> new CrossEntropy(loss.target(), other)));
    }
    if (operator instanceof NllLoss loss) {
      return Optional.of(
          new Loss(
              loss.reduction(),
              true,
              Optional.of(loss.target()),
              other -> new NllLoss(loss.target(), other)));
    }
    if (operator instanceof ZeroOneLoss loss) {
      return Optional.of(
          new Loss(
              loss.reduction(),
              loss.prediction() == ZeroOneLoss.Prediction.ARGMAX,
              Optional.empty(),
              other -> new ZeroOneLoss(loss.prediction(), other)));
    }
    if (operator instanceof MseLoss loss) {
      return elementwise(loss.reduction(), MseLoss::new);
    }
    if (operator instanceof GaussianNll loss) {
      return elementwise(loss.reduction(), GaussianNll::new);
    }
    if (operator instanceof BinaryCrossEntropyWithLogits loss) {
      return elementwise(loss.reduction(), BinaryCrossEntropyWithLogits::new);
    }
    if (operator instanceof KlDivergence loss) {
      return elementwise(loss.reduction(), KlDivergence::new);
    }
    return operator instanceof HingeLoss loss
        ? elementwise(loss.reduction(), HingeLoss::new)
        : Optional.empty();
  }

  private static Optional<Loss> elementwise(
      Reduction reduction, Function<Reduction, Operator> reducing) {
    return Optional.of(new Loss(reduction, false, Optional.empty(), reducing));
  }

  /** The least rank of an input that has a batch axis. */
  int leastRank() {
    return ofClasses ? 2 : 1;
  }

  /** The axis of the classes: the second, or the only one of a single example. */
  static int classAxis(Shape scores) {
    return scores.rank() == 1 ? 0 : 1;
  }

  /** One for each loss that is reduced. */
  Shape examples(Shape input) {
    return ofClasses ? input.without(classAxis(input)) : input;
  }

  /** What each example counts in the mean: the weight of its label, 0 if it is ignored, else 1. */
  Tensor counts(Question question) {
    Tensor input = question.operand("input");
    Tensor target = question.operand("target");
    Shape examples = examples(input.shape());
    return Tensor.generate(
        input.dtype(),
        examples,
        n ->
            labels
                .map(
                    classes -> {
                      int label = (int) target.at(n);
                      return label == classes.ignoreIndex() ? 0 : weight(question, label);
                    })
                .orElse(1.0));
  }

  /** w[c], 1 if there are no weights. */
  static double weight(Question question, int label) {
    return question.find("weight").map(weight -> weight.at(label)).orElse(1.0);
  }

  /** What the sum of the losses is divided by. */
  Side divisor(Question question) {
    return reduction == Reduction.MEAN
        ? Side.exactly(counts(question)).total()
        : Side.exactly(Tensor.filled(question.operand("input").dtype(), Shape.scalar(), 1));
  }

  /** Whether the mean is over something. */
  boolean isDefined(Question question) {
    return reduction != Reduction.MEAN || Lattice.largest(counts(question)) > 0;
  }
}
