package dev.etalon.oracle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One node of an ONNX graph: an operator's name, its attributes, and what flows in and out. */
public final class OnnxNode {
  private final NodeProto proto;
  private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();

  OnnxNode(NodeProto proto) {
    this.proto = proto;
    proto.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
  }

  /** ONNX's name of the operator, for example {@code ConvTranspose}. */
  public String type() {
    return proto.getOpType();
  }

  /** The names of the inputs; an empty name stands for an optional input that is left out. */
  public List<String> inputs() {
    return List.copyOf(proto.getInputList());
  }

  /** The names of the outputs. */
  public List<String> outputs() {
    return List.copyOf(proto.getOutputList());
  }

  /** The names of the attributes that are given. */
  public Set<String> attributes() {
    return Set.copyOf(attributes.keySet());
  }

  int integer(String name, int otherwise) {
    return find(name).map(attribute -> toInt(attribute.getI(), name)).orElse(otherwise);
  }

  double real(String name, double otherwise) {
    return find(name).map(attribute -> (double) attribute.getF()).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return find(name).map(attribute -> attribute.getS().toStringUtf8()).orElse(otherwise);
  }

  Optional<int[]> integers(String name) {
    return find(name)
        .map(
            attribute ->
                attribute.getIntsList().stream().mapToInt(value -> toInt(value, name)).toArray());
  }

  /** No extent or axis of a tensor that is read is beyond the integers of 32 bits. */
  private static int toInt(long value, String name) {
    OutOfScopeException.require((int) value == value, "%s = %d".formatted(name, value));
    return (int) value;
  }

  private Optional<AttributeProto> find(String name) {
    return Optional.ofNullable(attributes.get(name));
  }
}
