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
import java.util.List;
import java.util.Map;

/**
 * A chain of layers: each takes the output of the one before as its first operand.
 *
 * @param name the model's name
 * @param layers at least one, with unique names
 */
@Definition(
    summary = "A chain of layers, differentiated by the chain rule.",
    equation = "h_0 = x, h_k = f_k(h_{k−1}; θ_k), y = h_K",
    vjp = {"h̄_{k−1}, θ̄_k = vjp of f_k at (h_{k−1}, θ_k) with cotangent h̄_k; x̄ = h̄_0"},
    shapes = "as the layers demand",
    lecture = "Unaprijedni modeli: širenje unatrag (backpropagation; fwd_pass, bwd_pass)")
public record Sequential(String name, List<Layer> layers) implements Operator {
  /** The chain's own input. */
  public static final String INPUT = "input";

  public Sequential {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a chain needs at least one layer");
    }
    if (layers.stream().map(Layer::name).distinct().count() < layers.size()) {
      throw new IllegalArgumentException("two layers of chain %s share a name".formatted(name));
    }
  }

  @Override
  public List<Operand> operands() {
    List<Operand> operands = new ArrayList<>();
    operands.add(Operand.differentiable(INPUT));
    for (Layer layer : layers) {
      for (Operand operand : parameters(layer)) {
        operands.add(new Operand(layer.qualified(operand), operand.role(), operand.optional()));
      }
    }
    return operands;
  }

  /** The operands of a layer that are not the output of the layer before. */
  private static List<Operand> parameters(Layer layer) {
    List<Operand> operands = layer.operator().operands();
    return operands.subList(1, operands.size());
  }

  private static Operand flow(Layer layer) {
    return layer.operator().operands().get(0);
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape flowing = operands.get(INPUT);
    for (Layer layer : layers) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      shapes.put(flow(layer).name(), flowing);
      for (Operand operand : parameters(layer)) {
        Shape shape = operands.get(layer.qualified(operand));
        if (shape != null) {
          shapes.put(operand.name(), shape);
        }
      }
      flowing = layer.operator().outputShape(shapes);
    }
    return flowing;
  }

  /** The inputs of one layer: what flows in, and its parameters under their own names. */
  private static <T> Inputs<T> inputs(Layer layer, NdArray<T> flowing, Inputs<T> all) {
    Map<String, NdArray<T>> numbers = new LinkedHashMap<>();
    Map<String, NdArray<Integer>> indices = new LinkedHashMap<>();
    numbers.put(flow(layer).name(), flowing);
    for (Operand operand : parameters(layer)) {
      String qualified = layer.qualified(operand);
      if (all.numbers().containsKey(qualified)) {
        numbers.put(operand.name(), all.get(qualified));
      } else if (all.indices().containsKey(qualified)) {
        indices.put(operand.name(), all.index(qualified));
      }
    }
    return new Inputs<>(numbers, indices);
  }

  /** The inputs of every layer, in order. */
  private <T> List<Inputs<T>> trajectory(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    List<Inputs<T>> trajectory = new ArrayList<>();
    NdArray<T> flowing = inputs.get(INPUT);
    for (Layer layer : layers) {
      Inputs<T> own = inputs(layer, flowing, inputs);
      trajectory.add(own);
      if (trajectory.size() < layers.size()) {
        flowing = layer.operator().forward(arithmetic, own);
      }
    }
    return trajectory;
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    int last = layers.size() - 1;
    return layers
        .get(last)
        .operator()
        .forward(arithmetic, trajectory(arithmetic, inputs).get(last));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    List<Inputs<T>> trajectory = trajectory(arithmetic, inputs);
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    NdArray<T> upstream = cotangent;
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      Map<String, NdArray<T>> own = layer.operator().vjp(arithmetic, trajectory.get(i), upstream);
      for (Operand operand : parameters(layer)) {
        if (own.containsKey(operand.name())) {
          gradients.put(layer.qualified(operand), own.get(operand.name()));
        }
      }
      upstream = own.get(flow(layer).name());
    }
    gradients.put(INPUT, upstream);
    return gradients;
  }
}
