package dev.etalon.reference.composition;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.NdArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lectures' interface of a layer (sučelje slojeva), without hidden state: a layer with what it
 * remembers between {@code fwd_pass} and {@code bwd_pass}, its input activations p and its
 * parameters θ.
 *
 * @param layer the layer
 * @param remembered p and θ, under the names of the layer's own operands
 * @param <T> the number
 */
public record LayerPass<T>(Layer layer, Inputs<T> remembered) {
  /**
   * What {@code bwd_pass} gives.
   *
   * @param input dp = ∂L/∂p, for the layer before
   * @param parameters dθ = ∂L/∂θ, for learning, under the names by which the chain knows them
   * @param <T> the number
   */
  public record Gradients<T>(NdArray<T> input, Map<String, NdArray<T>> parameters) {}

  /** {@code fwd_pass}: q = f(p; θ). */
  public NdArray<T> forward(Arithmetic<T> arithmetic) {
    return layer.operator().forward(arithmetic, remembered);
  }

  /** {@code bwd_pass}: from dq = ∂L/∂q the gradients by the input and by the parameters. */
  public Gradients<T> backward(Arithmetic<T> arithmetic, NdArray<T> cotangent) {
    Map<String, NdArray<T>> own = layer.operator().vjp(arithmetic, remembered, cotangent);
    Map<String, NdArray<T>> parameters = new LinkedHashMap<>();
    for (Operand operand : layer.parameters()) {
      if (own.containsKey(operand.name())) {
        parameters.put(layer.qualified(operand), own.get(operand.name()));
      }
    }
    return new Gradients<>(own.get(layer.flow().name()), parameters);
  }
}
