package dev.etalon.reports.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as the page writes them. */
public final class Figures {
  /** Where the gauge of budget use begins: 10 to the power of this. */
  private static final int GAUGE_DECADES = -4;

  /** From so many seconds on they are counted in minutes. */
  private static final int MINUTES = 120;

  private Figures() {}

  /** Three significant digits, plain where that is short: {@code 0.0312}, {@code 4.2e-7}. */
  public static String brief(@Nullable Double value) {
    if (value == null) {
      return "–";
    }
    double magnitude = Math.abs(value);
    if (!Double.isFinite(value) || value == 0) {
      return exact(value);
    }
    if (magnitude < 1e-3 || magnitude >= 1e5) {
      return String.format(Locale.ROOT, "%.1e", value)
          .replace("e-0", "e-")
          .replace("e+0", "e")
          .replace("e+", "e");
    }
    int decimals =
        magnitude >= 100
            ? 0
            : magnitude >= 10 ? 1 : magnitude >= 0.1 ? 2 : magnitude >= 0.01 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** All digits. */
  public static String exact(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Six significant digits, for a matrix of numbers. */
  public static String element(double value) {
    return !Double.isFinite(value) || value == Math.rint(value)
        ? exact(value)
        : new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toString();
  }

  public static String seconds(double seconds) {
    if (!Double.isFinite(seconds)) {
      return exact(seconds);
    }
    double magnitude = Math.abs(seconds);
    if (magnitude >= MINUTES) {
      return String.format(
          Locale.ROOT, "%d min %d s", Math.round(seconds) / 60, Math.round(seconds) % 60);
    }
    if (magnitude >= 1) {
      return String.format(Locale.ROOT, magnitude >= 100 ? "%.0f s" : "%.1f s", seconds);
    }
    if (magnitude >= 1e-3) {
      return digits(seconds * 1e3) + " ms";
    }
    return digits(seconds * 1e6) + " µs";
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.1f", value);
  }

  /** How much faster or slower the subject is than its baseline. */
  public static String pace(double ratio) {
    if (!Double.isFinite(ratio) || ratio <= 0) {
      return "–";
    }
    return ratio >= 1 ? digits(ratio) + " × faster" : digits(1 / ratio) + " × slower";
  }

  /** Where budget use stands on the gauge, in percent of its length: logarithmic up to 1. */
  public static int gauge(double use) {
    if (!(use > 0)) {
      return 0;
    }
    double position = 1 - Math.log10(use) / GAUGE_DECADES;
    return (int) Math.round(100 * Math.max(0, Math.min(1, position)));
  }

  /** A count with its thousands apart. */
  public static String number(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 verdict}, {@code 2 verdicts}. */
  public static String count(int number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
