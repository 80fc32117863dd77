package dev.etalon.oracle.lab;

import dev.etalon.fixtures.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.opentest4j.TestAbortedException;

/** The Python of these tests, and the correct solutions. */
final class Python {
  private Python() {}

  /** Without Python and NumPy a test is skipped, and the reason stands in the test report. */
  static Interpreter assume() {
    try {
      return Interpreter.find("python3");
    } catch (IOException e) {
      throw new TestAbortedException("skipped: " + e.getMessage(), e);
    }
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
