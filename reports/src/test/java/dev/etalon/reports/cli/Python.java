package dev.etalon.reports.cli;

import dev.etalon.oracle.lab.Interpreter;
import java.io.IOException;
import org.opentest4j.TestAbortedException;

/** The Python of these tests. */
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
}
