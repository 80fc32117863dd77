package dev.etalon.reference.composition;

import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;

/**
 * One layer of a chain. Its first operand is the output of the layer before; its other operands
 * become operands of the chain, named {@code layer.operand}.
 *
 * @param name unique in the chain
 * @param operator what the layer computes
 */
public record Layer(String name, Operator operator) {
  /** The name by which the chain knows an operand of this layer. */
  public String qualified(Operand operand) {
    return name + "." + operand.name();
  }
}
