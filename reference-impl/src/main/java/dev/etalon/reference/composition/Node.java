package dev.etalon.reference.composition;

import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import java.util.List;

/**
 * One operation of a computational graph.
 *
 * @param name unique in the graph
 * @param operator what it computes
 * @param sources for each operand of the operator in order, the root or the node that it reads;
 *     optional operands at the end may be left out
 */
public record Node(String name, Operator operator, List<String> sources) {
  /**
   * Checks the number of sources.
   *
   * @throws IllegalArgumentException if an operand that is not optional has no source, or there are
   *     more sources than operands
   */
  public Node {
    sources = List.copyOf(sources);
    List<Operand> operands = operator.operands();
    int given = sources.size();
    if (given > operands.size()
        || operands.subList(given, operands.size()).stream().anyMatch(o -> !o.optional())) {
      throw new IllegalArgumentException(
          "node %s reads %s, but %s has the operands %s"
              .formatted(
                  name, sources, operator.name(), operands.stream().map(Operand::name).toList()));
    }
  }

  public static Node of(String name, Operator operator, String... sources) {
    return new Node(name, operator, List.of(sources));
  }

  /** The operand that reads the k-th source. */
  public Operand operand(int k) {
    return operator.operands().get(k);
  }
}
