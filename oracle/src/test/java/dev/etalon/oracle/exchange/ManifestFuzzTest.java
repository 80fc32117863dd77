package dev.etalon.oracle.exchange;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import dev.etalon.reference.operator.ConstraintViolation;
import java.io.IOException;

/** Whatever the bytes: they are a manifest of operators, or refused. */
class ManifestFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void isAManifestOrRefused(byte[] bytes) throws IOException {
    try {
      for (Exercise exercise : Manifest.parse(bytes, "bytes").cases()) {
        OperatorJson.operator(exercise.operator(), exercise.attributes());
      }
    } catch (MalformedFileException | ConstraintViolation e) {
      // refused with a sentence
    }
  }
}
