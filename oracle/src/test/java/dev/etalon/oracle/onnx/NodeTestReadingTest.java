package dev.etalon.oracle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.etalon.oracle.onnx.Translation.OutOfScope;
import dev.etalon.oracle.onnx.Translation.Translated;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTestReadingTest {
  @TempDir private Path folder;

  @BeforeEach
  void aRightTest() throws IOException {
    Files.createDirectory(folder.resolve("test_data_set_0"));
    write("model.onnx", model(node("MaxPool").addAttribute(kernelShape(2)).build()));
    write("test_data_set_0/input_0.pb", floats(List.of(1L, 1L, 3L), 1, 3, 2));
    write("test_data_set_0/output_0.pb", floats(List.of(1L, 1L, 2L), 3, 3));
  }

  private void write(String file, MessageLite message) throws IOException {
    Files.write(folder.resolve(file), message.toByteArray());
  }

  private static NodeProto.Builder node(String type) {
    return NodeProto.newBuilder().setOpType(type).addInput("x").addOutput("y");
  }

  private static AttributeProto kernelShape(long... extents) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder()
            .setName("kernel_shape")
            .setType(AttributeProto.AttributeType.INTS);
    for (long extent : extents) {
      attribute.addInts(extent);
    }
    return attribute.build();
  }

  private static ModelProto model(NodeProto... nodes) {
    return ModelProto.newBuilder()
        .setGraph(
            GraphProto.newBuilder()
                .addAllNode(List.of(nodes))
                .addInput(ValueInfoProto.newBuilder().setName("x"))
                .addOutput(ValueInfoProto.newBuilder().setName("y")))
        .build();
  }

  private static TensorProto floats(List<Long> extents, float... elements) {
    ByteBuffer raw =
        ByteBuffer.allocate(Float.BYTES * elements.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float element : elements) {
      raw.putFloat(element);
    }
    return TensorProto.newBuilder()
        .setDataType(DataType.FLOAT.getNumber())
        .addAllDims(extents)
        .setRawData(ByteString.copyFrom(raw.array()))
        .build();
  }

  private Translation translated() throws IOException {
    NodeTest test = NodeTest.read(folder);
    return Translator.translate(test.node(), test.samples().get(0));
  }

  private void assertRefused(String... words) {
    assertThatExceptionOfType(MalformedVectorException.class)
        .isThrownBy(() -> NodeTest.read(folder))
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
  }

  private void assertInputRefused(TensorProto input, String... words) throws IOException {
    write("test_data_set_0/input_0.pb", input);
    assertRefused(words);
  }

  @Test
  void aRightValuePasses() throws IOException {
    Vector vector = ((Translated) translated()).vectors().get(0);

    assertThat(vector.operands())
        .containsEntry("input", Tensor.of(DType.FLOAT32, Shape.of(1, 1, 3), 1, 3, 2));
    assertThat(vector.judge().status()).isEqualTo(Status.PASSED);
  }

  @Test
  void aWrongValueFails() throws IOException {
    write("test_data_set_0/output_0.pb", floats(List.of(1L, 1L, 2L), 3, 2));

    assertThat(((Translated) translated()).vectors().get(0).judge().status())
        .isEqualTo(Status.FAILED);
  }

  @Test
  void elementsMayBeListedInsteadOfRaw() throws IOException {
    write(
        "test_data_set_0/input_0.pb",
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT.getNumber())
            .addAllDims(List.of(1L, 1L, 3L))
            .addAllFloatData(List.of(1f, 3f, 2f))
            .build());

    assertThat(((Translated) translated()).vectors().get(0).judge().status())
        .isEqualTo(Status.PASSED);
  }

  @Test
  void anUnknownOperatorIsOutOfScope() throws IOException {
    write("model.onnx", model(node("Einsum").build()));

    assertThat(translated()).isEqualTo(new OutOfScope("no operator here does what Einsum does"));
  }

  @Test
  void anUnknownAttributeIsNotDropped() throws IOException {
    write(
        "model.onnx",
        model(
            node("MaxPool")
                .addAttribute(kernelShape(2))
                .addAttribute(AttributeProto.newBuilder().setName("wrap").setI(1))
                .build()));

    assertThat(translated()).isEqualTo(new OutOfScope("the attribute 'wrap' of MaxPool"));
  }

  @Test
  void garbageIsNoProtocolBuffer() throws IOException {
    Files.write(folder.resolve("model.onnx"), new byte[] {(byte) 0xff, 1, 2, 3});
    assertRefused("model.onnx", "is not a protocol buffer");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("test_data_set_0/input_0.pb"));
    Files.write(
        folder.resolve("test_data_set_0/input_0.pb"), Arrays.copyOf(whole, whole.length - 5));
    assertRefused("input_0.pb", "is not a protocol buffer");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve("test_data_set_0/output_0.pb"));
    assertRefused("output_0.pb is missing");
  }

  @Test
  void aFolderWithoutDataIsRefused() throws IOException {
    Files.move(folder.resolve("test_data_set_0"), folder.resolve("data"));
    assertRefused("has no test_data_set_0");
  }

  @Test
  void aModelOfTwoNodesIsRefused() throws IOException {
    write("model.onnx", model(node("Relu").build(), node("Relu").build()));
    assertRefused("has 2 nodes");
  }

  @Test
  void aHugeShapeIsNotBelieved() throws IOException {
    assertInputRefused(
        floats(List.of(1L << 20, 1L << 20), 1),
        "declares the shape [1048576, 1048576]",
        "up to 16777216 elements");
  }

  @Test
  void aNegativeExtentIsRefused() throws IOException {
    assertInputRefused(floats(List.of(-1L, -1L), 1), "declares the shape [-1, -1]");
  }

  @Test
  void dataThatDoesNotFillTheShapeIsRefused() throws IOException {
    assertInputRefused(
        floats(List.of(2L, 2L), 1, 2, 3), "declares 4 elements", "holds 12 raw bytes");
  }

  @Test
  void anElementTypeThatIsNotOfferedIsNamed() throws IOException {
    assertInputRefused(
        TensorProto.newBuilder().setDataType(DataType.UINT8.getNumber()).addDims(1).build(),
        "type UINT8",
        "FLOAT, DOUBLE, INT64 and INT32");
  }

  @Test
  void dataOutsideTheFileIsNotFetched() throws IOException {
    assertInputRefused(
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT.getNumber())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .build(),
        "only data inside is read");
  }

  @Test
  void anIntegerThatADoubleCannotHoldIsRefused() throws IOException {
    assertInputRefused(
        TensorProto.newBuilder()
            .setDataType(DataType.INT64.getNumber())
            .addDims(1)
            .addInt64Data(Long.MAX_VALUE)
            .build(),
        "below 2^53");
  }
}
