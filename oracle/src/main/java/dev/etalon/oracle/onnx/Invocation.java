package dev.etalon.oracle.onnx;

import dev.etalon.reference.tensor.Tensor;
import java.util.Optional;
import java.util.Set;

/**
 * A node with the tensors of one sample.
 *
 * @param node the node
 * @param sample its inputs and outputs
 */
record Invocation(OnnxNode node, NodeTest.Sample sample) {
  /** The input at a position of the operator's signature. */
  Tensor input(int position) {
    return optionalInput(position)
        .orElseThrow(
            () -> new OutOfScopeException("%s without input %d".formatted(node.type(), position)));
  }

  /** The input at a position, if it is given. */
  Optional<Tensor> optionalInput(int position) {
    return position < node.inputs().size()
        ? Optional.ofNullable(sample.inputs().get(node.inputs().get(position)))
        : Optional.empty();
  }

  /** The first output. */
  Tensor output() {
    return output(0).orElseThrow(() -> new OutOfScopeException(node.type() + " without an output"));
  }

  /** The output at a position, if the node has it. */
  Optional<Tensor> output(int position) {
    return position < node.outputs().size()
        ? Optional.ofNullable(sample.outputs().get(node.outputs().get(position)))
        : Optional.empty();
  }

  /** Every attribute must be one that the translation reads: none is dropped in silence. */
  void readsOnly(String... attributes) {
    for (String given : node.attributes()) {
      OutOfScopeException.require(
          Set.of(attributes).contains(given),
          "the attribute '%s' of %s".formatted(given, node.type()));
    }
  }

  /** An attribute that has only one value here. */
  void requireText(String attribute, String value) {
    String given = node.text(attribute, value);
    OutOfScopeException.require(given.equals(value), "%s = %s".formatted(attribute, given));
  }
}
