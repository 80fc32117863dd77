package dev.etalon.oracle.identity;

import dev.etalon.reference.composition.Add;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Flatten;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.loss.Reduction;
import dev.etalon.reference.normalization.BatchNorm;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.MaxUnpool;
import dev.etalon.reference.softmax.LogSoftmax;
import dev.etalon.reference.softmax.LogSumExp;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.Shape;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where an operator has a batch: axis 0 of some operands, along which nothing depends on the order.
 *
 * @param operands the operands with the batch axis
 * @param ofOutput whether the output has it too; if not, the batch is reduced
 * @param independent whether no item looks at another, as in the statistics of a batch
 */
record BatchAxis(Set<String> operands, boolean ofOutput, boolean independent) {
  private static final String INPUT = "input";

  /** The batch of an operator over an input of this shape, if it has one. */
  static Optional<BatchAxis> of(Operator operator, Shape input) {
    Optional<Loss> loss = Loss.of(operator);
    if (loss.isPresent()) {
      return input.rank() < loss.get().leastRank()
          ? Optional.empty()
          : Optional.of(
              new BatchAxis(
                  Set.of(INPUT, "target"), loss.get().reduction() == Reduction.NONE, true));
    }
    if (input.rank() < 2) {
      return Optional.empty();
    }
    if (operator instanceof Composition composition) {
      return of(composition.graph());
    }
    if (operator instanceof ComputationalGraph graph) {
      return of(graph);
    }
    if (operator instanceof Add) {
      return Optional.of(new BatchAxis(Set.of(INPUT, "other"), true, true));
    }
    if (operator instanceof BatchNorm norm) {
      return Optional.of(
          new BatchAxis(Set.of(INPUT), true, norm.statistics() == BatchNorm.Statistics.RUNNING));
    }
    if (operator instanceof MaxUnpool) {
      return Optional.of(new BatchAxis(Set.of(INPUT, "indices"), true, true));
    }
    return isBatched(operator, input.rank())
        ? Optional.of(new BatchAxis(Set.of(INPUT), true, true))
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
    return operator instanceof Flatten || OperatorFamilies.keepsBatch(operator, rank);
  }

  private static boolean isLater(int axis, int rank) {
    return Math.floorMod(axis, rank) > 0;
  }

  /**
   * A composition has a batch if it can be followed from the first root through the graph: what an
   * operator takes item by item must come item by item, and nothing else may.
   */
  private static Optional<BatchAxis> of(ComputationalGraph graph) {
    Map<String, Boolean> batched = new HashMap<>();
    boolean independent = true;
    batched.put(graph.operands().get(0).name(), true);
    for (Node node : graph.nodes()) {
      // the axes of what flows between the nodes are those of a batch of vectors at least
      Optional<BatchAxis> own = of(node.operator(), Shape.of(1, 1));
      boolean takesBatch =
          own.isPresent()
              && node.sources().stream().anyMatch(source -> batched.getOrDefault(source, false));
      for (int k = 0; k < node.sources().size(); k++) {
        boolean asBatch = takesBatch && own.get().operands().contains(node.operand(k).name());
        if (batched.computeIfAbsent(node.sources().get(k), root -> asBatch) != asBatch) {
          return Optional.empty();
        }
      }
      independent &= !takesBatch || own.get().independent();
      batched.put(node.name(), takesBatch && own.get().ofOutput());
    }
    Set<String> roots = new LinkedHashSet<>();
    for (Operand root : graph.operands()) {
      if (batched.getOrDefault(root.name(), false)) {
        roots.add(root.name());
      }
    }
    Node last = graph.nodes().get(graph.nodes().size() - 1);
    return Optional.of(new BatchAxis(roots, batched.get(last.name()), independent));
  }
}
