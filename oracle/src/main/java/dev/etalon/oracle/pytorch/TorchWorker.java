package dev.etalon.oracle.pytorch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The worker process: loads PyTorch, says what it found, and answers requests until its input ends.
 * Started by {@link TorchSession}, never by hand.
 */
public final class TorchWorker {
  private static final int BUFFER = 1 << 16;

  private TorchWorker() {}

  /**
   * Runs the worker.
   *
   * @param arguments the device
   */
  public static void main(String[] arguments) throws IOException {
    outliveInterrupts(Thread.currentThread());
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    // What Java code prints belongs to the log; what native code prints, the frames' markers part
    // off.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    endWithParent();
    InputStream requests = new BufferedInputStream(System.in, BUFFER);
    Optional<byte[]> marker = Wire.readMarker(requests);
    if (marker.isPresent()) {
      serve(
          arguments[0],
          new Wire.Receiver(requests, marker.get()),
          new Wire.Sender(new BufferedOutputStream(answers, BUFFER), marker.get()));
    }
    // Not System.exit: PyTorch's own tear-down is neither needed nor quick.
    Runtime.getRuntime().halt(0);
  }

  private static void serve(String device, Wire.Receiver receiver, Wire.Sender sender)
      throws IOException {
    TorchStart start = TorchStart.on(device);
    sender.begin(start.announcement()::write);
    sender.end();
    if (start.evaluator().isEmpty()) {
      return;
    }
    TorchEvaluator evaluator = start.evaluator().get();
    for (Optional<DataInput> head = receiver.next(); head.isPresent(); head = receiver.next()) {
      evaluator.answer(Wire.Question.read(head.get()), receiver, sender);
    }
  }

  /**
   * The input's end is noticed between requests only; an operator that never returns must not
   * outlive us.
   */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
  }

  /**
   * Ctrl-C reaches every process of the terminal. The parent decides when to stop: until then this
   * one goes on answering, and ends with its input.
   */
  private static void outliveInterrupts(Thread answering) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    answering.join();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }
}
