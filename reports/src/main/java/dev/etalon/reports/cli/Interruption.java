package dev.etalon.reports.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C asks the verification to end and then waits for the report to be written: the process must
 * not go before that, and the JVM goes when its shutdown hooks have returned.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch written = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "etalon-interruption");
  private volatile @Nullable Runnable stop;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** What Ctrl-C calls. */
  void calls(Runnable action) {
    stop = action;
  }

  private void interrupted() {
    Runnable action = stop;
    if (action == null) {
      return;
    }
    action.run();
    try {
      written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    written.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is going down: the hook has done its work
    }
  }
}
