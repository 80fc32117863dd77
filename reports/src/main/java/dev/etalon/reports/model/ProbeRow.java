package dev.etalon.reports.model;

import dev.etalon.oracle.probe.Identification;
import dev.etalon.oracle.probe.Probe;
import dev.etalon.oracle.verdict.Status;
import java.util.List;

/**
 * In which arithmetic an implementation computes sums of products of one dtype. What was not found
 * is an empty text or a 0; if nothing was, the sentence says why.
 *
 * @param implementation who was asked
 * @param operator what was asked
 * @param dtype in which dtype
 * @param status {@code FAILED} where it computes in less precision than the dtype claims
 * @param multiplyBits how many significant bits of a factor reach the product
 * @param accumulateBits how many significant bits the narrowest partial sum is seen to keep
 * @param arithmetic both in words, and what becomes of subnormal numbers
 * @param products what becomes of a product before it is added
 * @param order the order of summation, if it is one of the known
 * @param unitRoundoff u of the error u·nᵅ
 * @param exponent α of the same
 * @param deterministic whether repeated runs gave the same bits
 * @param largestDifference between two runs, in ulps
 * @param shortfalls in what it is less precise than the dtype claims
 * @param sentence everything in words
 * @param reproduce the command that repeats it alone
 */
public record ProbeRow(
    String implementation,
    String operator,
    String dtype,
    Status status,
    int multiplyBits,
    int accumulateBits,
    String arithmetic,
    String products,
    String order,
    double unitRoundoff,
    double exponent,
    boolean deterministic,
    double largestDifference,
    List<String> shortfalls,
    String sentence,
    String reproduce) {
  static ProbeRow of(Probe probe) {
    return probe
        .identification()
        .map(found -> of(probe, found))
        .orElseGet(
            () ->
                new ProbeRow(
                    probe.implementation(),
                    probe.workload().toString(),
                    probe.dtype().label(),
                    probe.status(),
                    0,
                    0,
                    "",
                    "",
                    "",
                    0,
                    0,
                    false,
                    0,
                    List.of(),
                    probe.sentence(),
                    probe.reproduce()));
  }

  private static ProbeRow of(Probe probe, Identification found) {
    return new ProbeRow(
        probe.implementation(),
        probe.workload().toString(),
        probe.dtype().label(),
        probe.status(),
        found.multiplyBits(),
        found.accumulateBits(),
        found.arithmetic(),
        found.products().toString(),
        found.order().orElse(""),
        found.growth().unitRoundoff(),
        found.growth().exponent(),
        found.determinism().isDeterministic(),
        found.determinism().largest(),
        found.shortfalls(),
        probe.sentence(),
        probe.reproduce());
  }
}
