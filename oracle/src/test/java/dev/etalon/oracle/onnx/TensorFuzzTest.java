package dev.etalon.oracle.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;

/** Whatever the bytes: they are a tensor of ONNX, or refused. */
class TensorFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void isATensorOrRefused(byte[] bytes) throws IOException {
    try {
      TensorReader.read(TensorProto.parseFrom(bytes), "bytes");
    } catch (InvalidProtocolBufferException | MalformedVectorException e) {
      // refused with a sentence
    }
  }
}
