package dev.etalon.reports.cli;

import dev.etalon.oracle.network.LayerCost;
import dev.etalon.oracle.network.NetworkVerification;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Progress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code etalon verify --shapes}: a line for each layer, with the remaining time, and at the end
 * what it took.
 */
final class ShapesVerifier implements Verifier {
  private static final double MEBIBYTE = 1 << 20;

  private final NetworkVerification verification;
  private final PrintWriter err;
  private final List<LayerCost> costs = new ArrayList<>();

  ShapesVerifier(NetworkVerification verification, PrintWriter err) {
    this.verification = verification;
    this.err = err;
  }

  @Override
  public Findings run(Progress progress) {
    RemainingTime remaining = new RemainingTime(System::nanoTime);
    Findings findings =
        verification.run(
            (cost, verdicts, share) -> {
              costs.add(cost);
              say(line(cost, verdicts) + "; " + remaining.after(share));
            });
    if (!costs.isEmpty()) {
      summarize();
    }
    return findings;
  }

  @Override
  public void stop() {
    verification.stop();
  }

  private static String line(LayerCost cost, Map<String, Verdict> verdicts) {
    String others =
        verdicts.entrySet().stream()
            .filter(verdict -> verdict.getValue().status() != Status.PASSED)
            .map(verdict -> "%s %s".formatted(verdict.getKey(), verdict.getValue().status()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s %s by '%s': %s; PyTorch %.3f s, judging %.3f s, peak heap %.0f MiB",
        cost.layer().id(),
        cost.dtype(),
        cost.reference(),
        others.isEmpty() ? verdicts.size() + " agree" : others,
        cost.torchSeconds(),
        cost.judgingSeconds(),
        cost.peakHeapBytes() / MEBIBYTE);
  }

  private void summarize() {
    double torch = costs.stream().mapToDouble(LayerCost::torchSeconds).sum();
    double reference = costs.stream().mapToDouble(LayerCost::referenceSeconds).sum();
    double comparison = costs.stream().mapToDouble(LayerCost::comparisonSeconds).sum();
    LayerCost greatest =
        costs.stream().max(Comparator.comparingLong(LayerCost::peakHeapBytes)).orElseThrow();
    say(
        String.format(
            Locale.ROOT,
            "PyTorch took %.2f s, the reference %.2f s and the comparison %.2f s: judging took %.1f"
                + " times PyTorch's own time",
            torch,
            reference,
            comparison,
            (reference + comparison) / torch));
    say(
        String.format(
            Locale.ROOT,
            "the heap's peak was %.0f MiB, at %s",
            greatest.peakHeapBytes() / MEBIBYTE,
            greatest.layer().id()));
  }

  private void say(String text) {
    err.println("etalon: " + text);
    err.flush();
  }
}
