package dev.etalon.oracle.exchange;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import java.io.IOException;

/** Whatever the bytes: they are what a program says of its answer, or refused. */
class AnswerFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void isAnAnswerOrRefused(byte[] bytes) throws IOException {
    try {
      AnswerFiles.parse(bytes, "bytes");
    } catch (MalformedFileException e) {
      // refused with a sentence
    }
  }
}
