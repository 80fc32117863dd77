package dev.etalon.reference.composition;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain of layers: each takes the output of the one before as its first operand. The forward and
 * the backward pass are the lectures' algorithm over {@link LayerPass}.
 *
 * @param name the model's name
 * @param layers at least one, with unique names
 */
@Definition(
    summary = "A chain of layers, differentiated by the chain rule.",
    equation = "h_0 = x, h_k = f_k(h_{k−1}; θ_k), y = h_K",
    vjp = {"h̄_{k−1}, θ̄_k = vjp of f_k at (h_{k−1}, θ_k) with cotangent h̄_k; x̄ = h̄_0"},
    shapes = "as the layers demand",
    lecture = "Unatražni prolaz: sučelje slojeva, algoritam (backpropagation; fwd_pass, bwd_pass)")
public record Sequential(String name, List<Layer> layers) implements Composition {
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

  public static Sequential of(String name, Layer... layers) {
    return new Sequential(name, List.of(layers));
  }

  /** The chain as a graph: every layer reads the one before and its own parameters. */
  @Override
  public ComputationalGraph graph() {
    List<Node> nodes = new ArrayList<>();
    String flowing = INPUT;
    for (Layer layer : layers) {
      List<String> sources = new ArrayList<>(List.of(flowing));
      for (Operand operand : layer.parameters()) {
        sources.add(layer.qualified(operand));
      }
      nodes.add(new Node(layer.name(), layer.operator(), sources));
      flowing = layer.name();
    }
    return new ComputationalGraph(name, nodes);
  }

  /** Every layer at work, in order; the last has not computed its output yet. */
  private <T> List<LayerPass<T>> passes(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    List<LayerPass<T>> passes = new ArrayList<>();
    NdArray<T> q = inputs.get(INPUT);
    for (Layer layer : layers) {
      LayerPass<T> pass = layer.pass(q, inputs);
      passes.add(pass);
      if (passes.size() < layers.size()) {
        q = pass.forward(arithmetic);
      }
    }
    return passes;
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return passes(arithmetic, inputs).get(layers.size() - 1).forward(arithmetic);
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    List<LayerPass<T>> passes = passes(arithmetic, inputs);
    Map<String, NdArray<T>> gradients = new LinkedHashMap<>();
    NdArray<T> dq = cotangent;
    for (int i = layers.size() - 1; i >= 0; i--) {
      LayerPass.Gradients<T> layer = passes.get(i).backward(arithmetic, dq);
      gradients.putAll(layer.parameters());
      dq = layer.input();
    }
    gradients.put(INPUT, dq);
    return gradients;
  }
}
