package dev.etalon.oracle.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a program prints: all of it is read, of much of it the beginning and the end are kept. */
final class CapturedOutput implements Runnable {
  /** As many bytes are kept of the beginning, and as many of the end. */
  static final int KEPT = 1 << 14;

  private final InputStream stream;
  private final byte[] beginning = new byte[KEPT];
  private final byte[] end = new byte[KEPT];
  private long size;

  CapturedOutput(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[KEPT];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        keep(buffer, read);
      }
    } catch (IOException e) {
      // the process is gone, and its pipe with it
    }
  }

  private synchronized void keep(byte[] bytes, int length) {
    for (int i = 0; i < length; i++, size++) {
      if (size < KEPT) {
        beginning[(int) size] = bytes[i];
      } else {
        end[(int) ((size - KEPT) % KEPT)] = bytes[i];
      }
    }
  }

  /** What is kept, as text. */
  synchronized String text() {
    int first = (int) Math.min(size, KEPT);
    String start = new String(beginning, 0, first, StandardCharsets.UTF_8);
    long rest = size - first;
    if (rest <= KEPT) {
      return start + new String(end, 0, (int) rest, StandardCharsets.UTF_8);
    }
    byte[] ordered = new byte[KEPT];
    int oldest = (int) (rest % KEPT);
    System.arraycopy(end, oldest, ordered, 0, KEPT - oldest);
    System.arraycopy(end, 0, ordered, KEPT - oldest, oldest);
    return "%s%n… %d bytes left out …%n%s"
        .formatted(start, rest - KEPT, new String(ordered, StandardCharsets.UTF_8));
  }

  /** The last line that is not blank; empty if there is none. */
  String lastLine() {
    return text().lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
  }
}
