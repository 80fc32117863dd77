package dev.etalon.reference.composition;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A computational graph (računski graf): every node is an operation with one output; what a node
 * reads is an earlier node or a root. The roots are the graph's operands (data, labels,
 * parameters), the last node is its output.
 *
 * @param name the model's name
 * @param nodes the operations, each after those that it reads
 */
@Definition(
    summary =
        "A graph of operators, differentiated by the chain rule from the output to the roots.",
    equation = "v_k = f_k(v_j : j read by k), y = v_K",
    vjp = {"v̄_j = Σ_{k reads v_j} (vjp of f_k by that operand with cotangent v̄_k), v̄_K = ȳ"},
    shapes = "as the operators demand",
    specialCases = {"what several nodes read receives the sum of their gradients"},
    lecture = "Automatsko računanje gradijenata: računski graf (computational graph)")
public record ComputationalGraph(String name, List<Node> nodes) implements Operator {
  /**
   * Checks that the nodes form a graph in order.
   *
   * @throws IllegalArgumentException if there is no node, two share a name, one is read before it
   *     is computed or never read, or a root or node is read in a role that it cannot have
   */
  public ComputationalGraph {
    nodes = List.copyOf(nodes);
    check(!nodes.isEmpty(), "graph %s has no nodes; it needs at least one", name);
    Set<String> computed = new LinkedHashSet<>();
    Set<String> read = new LinkedHashSet<>();
    for (Node node : nodes) {
      read.addAll(node.sources());
      check(!read.contains(node.name()), "node %s is read before it is computed", node.name());
      check(computed.add(node.name()), "two nodes are named %s", node.name());
    }
    computed.remove(nodes.get(nodes.size() - 1).name());
    for (String node : computed) {
      check(read.contains(node), "node %s is read by none and is not the last", node);
    }
    roots(nodes);
  }

  public static ComputationalGraph of(String name, Node... nodes) {
    return new ComputationalGraph(name, List.of(nodes));
  }

  private static void check(boolean holds, String message, String name) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(name));
    }
  }

  /** What is read and not computed, in order of first reading. */
  private static List<Operand> roots(List<Node> nodes) {
    Set<String> computed = new LinkedHashSet<>();
    Map<String, Operand> roots = new LinkedHashMap<>();
    for (Node node : nodes) {
      for (int k = 0; k < node.sources().size(); k++) {
        String source = node.sources().get(k);
        Operand operand = node.operand(k);
        if (computed.contains(source)) {
          check(operand.isDifferentiable(), "an operand without gradient reads node %s", source);
          continue;
        }
        Operand known = roots.get(source);
        check(
            known == null || known.role() == operand.role(),
            "root %s is read in two roles, such as indices and real numbers",
            source);
        boolean optional = operand.optional() && (known == null || known.optional());
        roots.put(source, new Operand(source, operand.role(), optional));
      }
      computed.add(node.name());
    }
    return List.copyOf(roots.values());
  }

  @Override
  public List<Operand> operands() {
    return roots(nodes);
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Map<String, Shape> known = new LinkedHashMap<>(operands);
    Shape output = Shape.scalar();
    for (Node node : nodes) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      for (int k = 0; k < node.sources().size(); k++) {
        Shape shape = known.get(node.sources().get(k));
        if (shape != null) {
          shapes.put(node.operand(k).name(), shape);
        }
      }
      output = node.operator().outputShape(shapes);
      known.put(node.name(), output);
    }
    return output;
  }

  /** The inputs of one node, from the roots and the values computed so far. */
  private static <T> Inputs<T> inputs(
      Node node, Map<String, NdArray<T>> values, Map<String, NdArray<Integer>> roots) {
    Map<String, NdArray<T>> numbers = new LinkedHashMap<>();
    Map<String, NdArray<Integer>> indices = new LinkedHashMap<>();
    for (int k = 0; k < node.sources().size(); k++) {
      String source = node.sources().get(k);
      if (values.containsKey(source)) {
        numbers.put(node.operand(k).name(), values.get(source));
      } else if (roots.containsKey(source)) {
        indices.put(node.operand(k).name(), roots.get(source));
      }
    }
    return new Inputs<>(numbers, indices);
  }

  /** The inputs of every node, in order. */
  private <T> List<Inputs<T>> trajectory(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    Map<String, NdArray<T>> values = new LinkedHashMap<>(inputs.numbers());
    List<Inputs<T>> trajectory = new ArrayList<>();
    for (Node node : nodes) {
      Inputs<T> own = inputs(node, values, inputs.indices());
      trajectory.add(own);
      if (trajectory.size() < nodes.size()) {
        values.put(node.name(), node.operator().forward(arithmetic, own));
      }
    }
    return trajectory;
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    int last = nodes.size() - 1;
    return nodes.get(last).operator().forward(arithmetic, trajectory(arithmetic, inputs).get(last));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    List<Inputs<T>> trajectory = trajectory(arithmetic, inputs);
    Map<String, List<NdArray<T>>> received = new LinkedHashMap<>();
    received.put(nodes.get(nodes.size() - 1).name(), List.of(cotangent));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      NdArray<T> upstream = sum(arithmetic, received.get(node.name()));
      Map<String, NdArray<T>> own = node.operator().vjp(arithmetic, trajectory.get(i), upstream);
      for (int k = 0; k < node.sources().size(); k++) {
        NdArray<T> gradient = own.get(node.operand(k).name());
        if (gradient != null) {
          received.computeIfAbsent(node.sources().get(k), s -> new ArrayList<>()).add(gradient);
        }
      }
    }
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    for (String root : inputs.numbers().keySet()) {
      if (received.containsKey(root)) {
        gradients.put(root, sum(arithmetic, received.get(root)));
      }
    }
    return gradients;
  }

  /** The elementwise sum of what one value received from its readers. */
  private static <T> NdArray<T> sum(Arithmetic<T> arithmetic, List<NdArray<T>> gradients) {
    NdArray<T> first = gradients.get(0);
    return gradients.size() == 1
        ? first
        : NdArray.generateFlat(
            first.shape(),
            offset -> arithmetic.sum(gradients.stream().map(g -> g.at(offset)).toList()));
  }
}
