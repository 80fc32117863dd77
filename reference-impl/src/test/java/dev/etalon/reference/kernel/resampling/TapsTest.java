package dev.etalon.reference.kernel.resampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleNearest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TapsTest {
  /** In double 11 / 1.1 is 10, yet this 1.1 is a little more than 11/10. */
  @Test
  void aQuotientRoundedUpToAnIntegerIsNotTakenForOne() {
    assertThat(nearest(1.1, 11)).isEqualTo(9);
  }

  @Property(tries = 200)
  void theSourceIsTheExactQuotientRoundedDown(
      @ForAll @DoubleRange(min = 0.01, max = 7) double factor,
      @ForAll @IntRange(min = 0, max = 999) int i) {
    int exact =
        new BigDecimal(i)
            .divide(new BigDecimal(factor), 60, RoundingMode.DOWN)
            .setScale(0, RoundingMode.DOWN)
            .intValueExact();
    assertThat(nearest(factor, i)).isEqualTo(exact);
  }

  private static int nearest(double factor, int i) {
    UpsampleNearest operator = new UpsampleNearest(Resize.by(factor));
    return Taps.nearest(operator, 0, Integer.MAX_VALUE, i + 1).lower()[i];
  }
}
