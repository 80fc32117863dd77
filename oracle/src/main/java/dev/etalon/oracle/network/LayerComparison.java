package dev.etalon.oracle.network;

import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verdict.WorstElement;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Compares millions of elements with the truth of a layer, by the two gates of every verdict. */
final class LayerComparison {
  /**
   * As with small cases: the definition in sequence has the greatest error of the sane orders, and
   * the RMS error over at least {@value #LEAST_ELEMENTS} elements of a kernel of twice that error
   * stays below it with near certainty.
   */
  private static final double ALLOWED_RATIO = 4;

  private static final int LEAST_ELEMENTS = 64;
  private static final int BLOCK = 1 << 16;

  /** The figures of some elements. */
  private record Part(
      int worst,
      double use,
      double maxUlp,
      double ulpSquares,
      double squares,
      double signal,
      double allowed) {
    static final Part NONE = new Part(0, -1, 0, 0, 0, 0, 0);

    Part with(Part other) {
      boolean worse = other.use > use;
      return new Part(
          worse ? other.worst : worst,
          worse ? other.use : use,
          Math.max(maxUlp, other.maxUlp),
          ulpSquares + other.ulpSquares,
          squares + other.squares,
          Math.max(signal, other.signal),
          Math.max(allowed, other.allowed));
    }
  }

  private LayerComparison() {}

  static Verdict compare(Tensor got, LayerTruth truth) {
    if (!got.shape().equals(truth.value().shape())) {
      return Verdict.failed(
          "the shape is %s, it must be %s".formatted(got.shape(), truth.value().shape()));
    }
    int blocks = (got.size() + BLOCK - 1) / BLOCK;
    // In the order of the blocks, so that the sums do not depend on the number of threads.
    List<Part> parts =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(block -> measure(got, truth, block * BLOCK))
            .toList();
    Part whole = parts.stream().reduce(Part.NONE, Part::with);
    Agreement agreement = agreement(got, truth, whole);
    if (agreement.budgetUse() > 1) {
      return Verdict.failed(agreement, agreement.worst().toString());
    }
    if (!(whole.signal() > 0)) {
      return Verdict.mistrusted(
          agreement, "every expected element is 0, which a missing computation would match too");
    }
    if (!(whole.allowed() < whole.signal())) {
      return Verdict.mistrusted(
          agreement,
          String.format(
              Locale.ROOT,
              "the budget %.3g is not below the largest expected value %.3g",
              whole.allowed(),
              whole.signal()));
    }
    return precise(agreement, Math.sqrt(whole.squares() / got.size()), truth);
  }

  /** The statistical gate. */
  private static Verdict precise(Agreement agreement, double rms, LayerTruth truth) {
    boolean gated = truth.usual() > 0 && agreement.elements() >= LEAST_ELEMENTS;
    if (gated && rms > ALLOWED_RATIO * truth.usual()) {
      return Verdict.failed(
          agreement,
          String.format(
              Locale.ROOT,
              "less precise than %s: the RMS error %.3g is %.3g times that of the definition"
                  + " evaluated in sequence, allowed %.0f times",
              truth.dtype(),
              rms,
              rms / truth.usual(),
              ALLOWED_RATIO));
    }
    return Verdict.passed(
        agreement,
        "%d elements within their budgets%s"
            .formatted(
                agreement.elements(),
                gated
                    ? String.format(
                        Locale.ROOT,
                        ", RMS error %.2g times that of the definition in sequence",
                        rms / truth.usual())
                    : ""));
  }

  private static Part measure(Tensor got, LayerTruth truth, int from) {
    Part part = Part.NONE;
    int worst = from;
    double worstUse = -1;
    double maxUlp = 0;
    double ulpSquares = 0;
    double squares = 0;
    double signal = 0;
    double allowed = 0;
    DType dtype = got.dtype();
    double perMagnitude = truth.perMagnitude();
    double floor = truth.floor();
    for (int offset = from; offset < Math.min(got.size(), from + BLOCK); offset++) {
      double expected = truth.value().at(offset);
      double difference = difference(got.at(offset), expected, dtype);
      double budget = LayerTruth.budget(perMagnitude, truth.magnitude().at(offset), floor);
      double ulps = ulps(difference, expected, dtype);
      double use = use(difference, budget);
      maxUlp = Math.max(maxUlp, ulps);
      ulpSquares += ulps * ulps;
      squares += difference * difference;
      signal = Math.max(signal, Double.isNaN(expected) ? 0 : Math.abs(expected));
      allowed = Math.max(allowed, Double.isNaN(budget) ? Double.POSITIVE_INFINITY : budget);
      if (use > worstUse) {
        worstUse = use;
        worst = offset;
      }
    }
    return part.with(new Part(worst, worstUse, maxUlp, ulpSquares, squares, signal, allowed));
  }

  private static Agreement agreement(Tensor got, LayerTruth truth, Part whole) {
    int worst = whole.worst();
    double expected = truth.value().at(worst);
    return new Agreement(
        got.size(),
        whole.maxUlp(),
        Math.sqrt(whole.ulpSquares() / got.size()),
        whole.use(),
        new WorstElement(
            Arrays.stream(got.shape().index(worst)).boxed().toList(),
            expected,
            got.at(worst),
            ulps(difference(got.at(worst), expected, got.dtype()), expected, got.dtype()),
            truth.budget(worst),
            truth.formula()));
  }

  /** NaN equals NaN and an infinity itself; anything else is no number's neighbour. */
  private static double difference(double got, double expected, DType dtype) {
    if (got == expected || (Double.isNaN(got) && Double.isNaN(expected))) {
      return 0;
    }
    if (Double.isInfinite(got) && got == dtype.round(expected)) {
      return 0;
    }
    double difference = Math.abs(got - expected);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  private static double ulps(double difference, double expected, DType dtype) {
    return difference == 0 || Double.isInfinite(difference)
        ? difference
        : difference / dtype.ulp(expected);
  }

  /** A NaN or an infinity in the wrong place is beyond every budget. */
  private static double use(double difference, double budget) {
    if (difference == 0) {
      return 0;
    }
    if (Double.isInfinite(difference)) {
      return Double.POSITIVE_INFINITY;
    }
    return budget < Double.POSITIVE_INFINITY ? difference / budget : 0;
  }
}
