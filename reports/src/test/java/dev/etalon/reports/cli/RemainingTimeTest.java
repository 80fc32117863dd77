package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RemainingTimeTest {
  private long now = 1_000;

  @Test
  void whatIsLeftTakesAsLongForItsShareAsWhatIsDone() {
    RemainingTime remaining = new RemainingTime(() -> now);
    assertThat(remaining.after(0)).isEqualTo("no estimate yet");
    now += TimeUnit.SECONDS.toNanos(10);
    assertThat(remaining.after(0.25)).isEqualTo("about 30 s left");
    assertThat(remaining.after(0.02)).isEqualTo("about 8 min left");
    assertThat(remaining.after(1)).isEqualTo("nearly done");
  }
}
