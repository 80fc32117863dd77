package dev.etalon.oracle.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.etalon.fixtures.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The Python of these tests, and the correct solutions. */
final class Python {
  static final String COMMAND = "python3";

  private Python() {}

  /** Without Python and NumPy a test is skipped, and the reason stands in the test report. */
  static void assume() {
    Optional<String> reason = PythonSolution.unusable(COMMAND);
    assumeTrue(reason.isEmpty(), () -> "skipped: " + reason.orElseThrow());
  }

  static String source(String resource) {
    try (InputStream stream = Python.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String correct(Lab lab) {
    return source(lab.label() + "/layers.py");
  }
}
