package dev.etalon.reference.kernel.loss;

import static dev.etalon.reference.kernel.softmax.LogitLines.OWN;
import static dev.etalon.reference.kernel.softmax.LogitLines.SHIFT;
import static dev.etalon.reference.kernel.softmax.LogitLines.TOTAL;

import dev.etalon.reference.kernel.lanes.Kernel;
import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Operands;
import dev.etalon.reference.kernel.softmax.LogitLines;
import dev.etalon.reference.kernel.softmax.LogitLines.Line;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.loss.Target;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;

/** {@code cross_entropy} with class labels, line by line. */
public final class CrossEntropyKernel implements Kernel<CrossEntropy> {
  /** Soft targets are left to the definition. */
  @Override
  public boolean claims(CrossEntropy operator) {
    return operator.target() instanceof Target.Classes;
  }

  @Override
  public <A> A forward(Lanes<A> lanes, CrossEntropy operator, Operands<A> operands) {
    Examples<A> examples = new Examples<>(lanes, operator, operands);
    A x = operands.get("input");
    A losses = lanes.allocate(examples.lines.count());
    examples.lines.forEach(
        (line, work) -> {
          if (!examples.isIgnored(line)) {
            A scalars = work.scalars();
            Line<A> read = examples.lines.read(x, line, work.x());
            examples.lines.exponentials(read, new Line<>(work.y(), 0), scalars);
            lanes.log(scalars, TOTAL);
            int labelled = read.at() + examples.label(line);
            lanes.minus(1, read.array(), labelled, scalars, SHIFT, scalars, TOTAL, scalars, OWN);
            int weight = examples.weightOf(line);
            lanes.addScaled(1, examples.negativeWeights, weight, scalars, OWN, 1, losses, line, 1);
          }
        });
    if (operator.reduction() == Reduction.NONE) {
      return losses;
    }
    A reduced = lanes.allocate(1);
    lanes.addSum(lanes.length(losses), losses, 0, reduced, 0);
    if (operator.reduction() == Reduction.MEAN) {
      lanes.divide(1, reduced, 0, examples.total(), 0, reduced, 0);
    }
    return reduced;
  }

  @Override
  public <A> A gradient(
      Lanes<A> lanes, CrossEntropy operator, String by, Operands<A> operands, A cotangent) {
    Examples<A> examples = new Examples<>(lanes, operator, operands);
    A x = operands.get("input");
    A gradient = lanes.allocate(lanes.length(x));
    boolean each = operator.reduction() == Reduction.NONE;
    A reaching = each ? cotangent : lanes.allocate(1);
    if (!each) {
      boolean mean = operator.reduction() == Reduction.MEAN;
      A total = mean ? examples.total() : lanes.of(1);
      lanes.divide(1, cotangent, 0, total, 0, reaching, 0);
    }
    A minusOne = lanes.of(-1);
    int length = examples.lines.length();
    examples.lines.forEach(
        (line, work) -> {
          if (!examples.isIgnored(line)) {
            A scalars = work.scalars();
            Line<A> result = examples.lines.room(gradient, line, work.y());
            examples.lines.expOfLogDistribution(
                examples.lines.read(x, line, work.x()), result, scalars);
            lanes.add(1, minusOne, 0, result.array(), result.at() + examples.label(line));
            int weight = examples.weightOf(line);
            lanes.scale(1, reaching, each ? line : 0, examples.weights, weight, scalars, OWN);
            lanes.scale(
                length, result.array(), result.at(), scalars, OWN, result.array(), result.at());
            examples.lines.write(result, line, gradient);
          }
        });
    return gradient;
  }

  /** The examples with their labels and weights. */
  private static final class Examples<A> {
    private final Lanes<A> lanes;
    private final Tensor target;
    private final int ignored;
    private final boolean weighted;
    final LogitLines<A> lines;
    final A weights;
    final A negativeWeights;

    Examples(Lanes<A> lanes, CrossEntropy operator, Operands<A> operands) {
      this.lanes = lanes;
      this.target = operands.tensor("target");
      this.ignored = ((Target.Classes) operator.target()).ignoreIndex();
      Shape scores = operands.shape("input");
      this.lines = new LogitLines<>(lanes, scores, scores.rank() == 1 ? 0 : 1);
      this.weighted = operands.has("weight");
      this.weights = weighted ? operands.get("weight") : lanes.of(1);
      this.negativeWeights = lanes.allocate(lanes.length(weights));
      lanes.scale(lanes.length(weights), weights, 0, lanes.of(-1), 0, negativeWeights, 0);
      for (int example = 0; example < target.size(); example++) {
        int label = label(example);
        ConstraintViolation.require(
            label == ignored || (label >= 0 && label < lines.length()),
            () ->
                "target %d is not a class; allowed are 0 to %d and the ignore index %d"
                    .formatted(label, lines.length() - 1, ignored));
      }
    }

    int label(int example) {
      return (int) target.at(example);
    }

    boolean isIgnored(int example) {
      return label(example) == ignored;
    }

    /** Where the weight of an example stands. */
    int weightOf(int example) {
      return weighted ? label(example) : 0;
    }

    /** The weights of all examples together. */
    A total() {
      A total = lanes.allocate(1);
      for (int example = 0; example < target.size(); example++) {
        if (!isIgnored(example)) {
          lanes.add(1, weights, weightOf(example), total, 0);
        }
      }
      return total;
    }
  }
}
