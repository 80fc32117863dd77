package dev.etalon.oracle.timing;

import dev.etalon.reference.tensor.DType;
import java.util.OptionalDouble;

/**
 * How long one quantity of a case took two implementations in one race.
 *
 * @param operator the operator's name
 * @param caseId the case, or the layer of a network
 * @param quantity {@code forward}, {@code grad:operand}, or {@link #VJP}
 * @param dtype the precision
 * @param subject whose time is of interest
 * @param baseline what it is compared with
 * @param subjectSeconds the subject's median
 * @param baselineSeconds the baseline's median
 * @param ratio baseline time / subject time: above 1 the subject is faster
 * @param work what the quantity costs at least
 * @param peakShare the subject's share of the machine's measured peak: of multiply–adds where there
 *     are any, else of copying memory; empty if the peak was not measured
 * @param steady whether both were steady after warming up
 */
public record Timing(
    String operator,
    String caseId,
    String quantity,
    DType dtype,
    String subject,
    String baseline,
    Estimate subjectSeconds,
    Estimate baselineSeconds,
    Estimate ratio,
    Work work,
    OptionalDouble peakShare,
    boolean steady) {
  /** The quantity that is all gradients together, without the value. */
  public static final String VJP = "vjp";

  /** What the lanes of a race say of a subject. */
  public static Timing of(
      String operator,
      String caseId,
      String quantity,
      DType dtype,
      Entrant subject,
      Entrant baseline,
      Work work) {
    double[] ours = subject.lane().seconds();
    double[] theirs = baseline.lane().seconds();
    return new Timing(
        operator,
        caseId,
        quantity,
        dtype,
        subject.name(),
        baseline.name(),
        Estimate.median(ours),
        Estimate.median(theirs),
        Estimate.ratio(theirs, ours),
        work,
        OptionalDouble.empty(),
        subject.lane().steady() && baseline.lane().steady());
  }

  /** A contestant by name, and what it took. */
  public record Entrant(String name, Race.Lane lane) {}

  /** The subject's multiply–adds, 2 operations each, in 10⁹ a second; empty if it has none. */
  public OptionalDouble gflops() {
    return work.flops() > 0
        ? OptionalDouble.of(work.flops() / subjectSeconds.value() * 1e-9)
        : OptionalDouble.empty();
  }

  /** What the subject reads and writes at least, in 10⁹ bytes a second. */
  public double gbytes() {
    return work.bytes(dtype) / subjectSeconds.value() * 1e-9;
  }

  /** The same beside what the machine can do. */
  public Timing beside(Peak peak) {
    OptionalDouble gflops = gflops();
    double share =
        gflops.isPresent()
            ? gflops.getAsDouble() / peak.gflops(dtype)
            : gbytes() / peak.copyGbytes();
    return new Timing(
        operator,
        caseId,
        quantity,
        dtype,
        subject,
        baseline,
        subjectSeconds,
        baselineSeconds,
        ratio,
        work,
        OptionalDouble.of(share),
        steady);
  }
}
