package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What PyTorch is asked: the value of a script, and the gradients of ⟨cotangent, value⟩.
 *
 * @param script the function
 * @param operands a tensor for each operand of the script
 * @param differentiate the operands whose gradient is wanted
 * @param cotangent the upstream gradient, of the value's shape and dtype; absent for a value of one
 *     element, where it is 1
 */
public record TorchRequest(
    Script script,
    Map<String, Tensor> operands,
    Set<String> differentiate,
    Optional<Tensor> cotangent) {
  /**
   * Checks that operands and names are the script's.
   *
   * @throws IllegalArgumentException if an operand is missing or unknown, or if one that is to be
   *     differentiated is not floating
   */
  public TorchRequest {
    if (!operands.keySet().equals(Set.copyOf(script.operands()))) {
      throw new IllegalArgumentException(
          "the script's operands are %s; given are %s"
              .formatted(script.operands(), operands.keySet()));
    }
    for (String name : differentiate) {
      Tensor operand = operands.get(name);
      if (operand == null) {
        throw new IllegalArgumentException(
            "'%s' is to be differentiated but is no operand; operands are %s"
                .formatted(name, script.operands()));
      }
      if (!operand.dtype().isFloating()) {
        throw new IllegalArgumentException(
            "'%s' is to be differentiated but is %s; only floating operands have a gradient"
                .formatted(name, operand.dtype()));
      }
    }
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    for (String name : script.operands()) {
      ordered.put(name, operands.get(name));
    }
    operands = ordered;
    differentiate = new LinkedHashSet<>(differentiate);
  }

  /** A request for the value alone. */
  public static TorchRequest forward(Script script, Map<String, Tensor> operands) {
    return new TorchRequest(script, operands, Set.of(), Optional.empty());
  }

  /** A request for the value and the gradients by some operands. */
  public static TorchRequest gradient(
      Script script, Map<String, Tensor> operands, Tensor cotangent, Set<String> differentiate) {
    return new TorchRequest(script, operands, differentiate, Optional.of(cotangent));
  }

  /** The operands by name, in the script's order. */
  @Override
  public Map<String, Tensor> operands() {
    return new LinkedHashMap<>(operands);
  }

  @Override
  public Set<String> differentiate() {
    return new LinkedHashSet<>(differentiate);
  }
}
