package dev.etalon.oracle.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Whatever the bytes: they are a node of ONNX that has a translation, or one that says why not. */
class NodeFuzzTest {
  private static final Tensor DATA =
      Tensor.generate(DType.FLOAT32, Shape.of(1, 2, 3, 3), i -> i - 7.5);

  @FuzzTest(maxDuration = "10m")
  void isTranslatedOrOutOfScope(byte[] bytes) {
    OnnxNode node;
    try {
      node = new OnnxNode(NodeProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    Map<String, Tensor> inputs = new HashMap<>();
    node.inputs().forEach(name -> inputs.put(name, DATA));
    Map<String, Tensor> outputs = new HashMap<>();
    node.outputs().forEach(name -> outputs.put(name, DATA));
    Translator.translate(node, new NodeTest.Sample(inputs, outputs));
  }
}
