package dev.etalon.reference.composition;

import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One layer of a chain. Its first operand is the output of the layer before; its other operands
 * become operands of the chain, named {@code layer.operand}.
 *
 * @param name unique in the chain
 * @param operator what the layer computes
 */
public record Layer(String name, Operator operator) {
  /** The operand that takes the output of the layer before. */
  public Operand flow() {
    return operator.operands().get(0);
  }

  /** The operands that are not the output of the layer before. */
  public List<Operand> parameters() {
    return operator.operands().subList(1, operator.operands().size());
  }

  /** The name by which the chain knows an operand of this layer. */
  public String qualified(Operand operand) {
    return name + "." + operand.name();
  }

  /**
   * This layer at work on an input.
   *
   * @param input the output p of the layer before
   * @param chain the inputs of the chain, of which the layer takes its parameters θ
   */
  public <T> LayerPass<T> pass(NdArray<T> input, Inputs<T> chain) {
    Map<String, NdArray<T>> numbers = new LinkedHashMap<>();
    Map<String, NdArray<Integer>> indices = new LinkedHashMap<>();
    numbers.put(flow().name(), input);
    for (Operand operand : parameters()) {
      String qualified = qualified(operand);
      if (chain.numbers().containsKey(qualified)) {
        numbers.put(operand.name(), chain.get(qualified));
      } else if (chain.indices().containsKey(qualified)) {
        indices.put(operand.name(), chain.index(qualified));
      }
    }
    return new LayerPass<>(this, new Inputs<>(numbers, indices));
  }
}
