package dev.etalon.oracle.tensorfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Whatever the bytes: they are an array, or refused. */
class NpyFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void isAnArrayOrRefused(byte[] bytes) throws IOException {
    try {
      Npy.write(Npy.read(bytes, "bytes"));
    } catch (MalformedFileException e) {
      // refused with a sentence
    }
  }
}
