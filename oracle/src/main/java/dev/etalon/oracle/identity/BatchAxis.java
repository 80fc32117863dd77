package dev.etalon.oracle.identity;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.composition.Layer;
import dev.etalon.reference.composition.Sequential;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.loss.CrossEntropy;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Shape;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where an operator has a batch: axis 0 of some operands, along which nothing depends on the order.
 *
 * @param operands the operands with the batch axis
 * @param ofOutput whether the output has it too; if not, the batch is reduced
 */
record BatchAxis(Set<String> operands, boolean ofOutput) {
  private static final String INPUT = "input";

  /** The batch of an operator over an input of this shape, if it has one. */
  static Optional<BatchAxis> of(Operator operator, Shape input) {
    if (input.rank() < 2) {
      return Optional.empty();
    }
    if (operator instanceof Sequential chain) {
      return of(chain);
    }
    if (operator instanceof CrossEntropy) {
      return Optional.of(new BatchAxis(Set.of(INPUT, "target"), false));
    }
    return isBatched(operator, input.rank())
        ? Optional.of(new BatchAxis(Set.of(INPUT), true))
        : Optional.empty();
  }

  private static boolean isBatched(Operator operator, int rank) {
    if (operator instanceof Softmax softmax) {
      return isLater(softmax.axis(), rank);
    }
    if (operator instanceof LogSoftmax softmax) {
      return isLater(softmax.axis(), rank);
    }
    if (operator instanceof LogSumExp logSumExp) {
      return isLater(logSumExp.axis(), rank);
    }
    return operator instanceof Convolution
        || operator instanceof FlippedConvolution
        || operator instanceof TransposedConvolution
        || operator instanceof MaxPool
        || operator instanceof AvgPool
        || operator instanceof Linear
        || operator instanceof Relu
        || operator instanceof Flatten;
  }

  private static boolean isLater(int axis, int rank) {
    return Math.floorMod(axis, rank) > 0;
  }

  /** A chain has a batch if every layer has, and only the last reduces it. */
  private static Optional<BatchAxis> of(Sequential chain) {
    Set<String> operands = new LinkedHashSet<>(Set.of(Sequential.INPUT));
    boolean flowing = true;
    for (Layer layer : chain.layers()) {
      // the axes of what flows between the layers are those of a batch of vectors at least
      Optional<BatchAxis> own = of(layer.operator(), Shape.of(1, 1));
      if (own.isEmpty() || !flowing) {
        return Optional.empty();
      }
      layer.operator().operands().stream()
          .skip(1)
          .filter(operand -> own.get().operands().contains(operand.name()))
          .map(layer::qualified)
          .forEach(operands::add);
      flowing = own.get().ofOutput();
    }
    return Optional.of(new BatchAxis(operands, flowing));
  }
}
