package dev.etalon.reports.cli;

import dev.etalon.oracle.verification.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how a verification gets on: a bar with the remaining time, or now and then a line. */
interface ProgressDisplay extends Progress, AutoCloseable {
  /** A bar on a terminal, lines elsewhere. */
  static ProgressDisplay on(PrintWriter err, Map<String, String> environment) {
    return Terminal.isInteractive(environment) ? new Bar(System.err) : new Lines(err);
  }

  @Override
  void close();

  /** A bar that is gone when all is done. */
  final class Bar implements ProgressDisplay {
    private static final int WIDTH = 78;

    private final PrintStream terminal;
    private @Nullable ProgressBar bar;

    Bar(PrintStream terminal) {
      this.terminal = terminal;
    }

    @Override
    public synchronized void started(int steps) {
      bar =
          ProgressBar.builder()
              .setTaskName("verify")
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public synchronized void finished(String step) {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public synchronized void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  /** A line at the start and at every quarter. */
  final class Lines implements ProgressDisplay {
    private static final int PARTS = 4;

    private final PrintWriter err;
    private int steps;
    private int done;

    Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public synchronized void started(int total) {
      steps = total;
      say("verifying, %d steps".formatted(total));
    }

    @Override
    public synchronized void finished(String step) {
      int before = PARTS * done / Math.max(1, steps);
      done++;
      int now = PARTS * done / Math.max(1, steps);
      if (now > before && done < steps) {
        say("%d %% done".formatted(100 * now / PARTS));
      }
    }

    private void say(String text) {
      err.println("etalon: " + text);
      err.flush();
    }

    @Override
    public void close() {}
  }
}
