package dev.etalon.oracle.tensorfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Whatever the bytes: they are an archive of arrays, or refused. */
class NpzFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void isAnArchiveOrRefused(byte[] bytes) throws IOException {
    try {
      Npz.write(Npz.read(bytes, "bytes"));
    } catch (MalformedFileException e) {
      // refused with a sentence
    }
  }
}
