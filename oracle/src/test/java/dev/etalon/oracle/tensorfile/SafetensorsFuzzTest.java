package dev.etalon.oracle.tensorfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Whatever the bytes: they are a file of tensors, or refused. */
class SafetensorsFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void isAFileOrRefused(byte[] bytes) throws IOException {
    try {
      Safetensors.write(Safetensors.read(bytes, "bytes"));
    } catch (MalformedFileException e) {
      // refused with a sentence
    }
  }
}
