package dev.etalon.oracle.verification;

import dev.etalon.oracle.probe.Probe;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.verdict.Judgement;
import java.util.List;
import java.util.Map;

/**
 * All that a verification found.
 *
 * @param judgements every verdict, in the catalogue's order
 * @param workedExamples the numbers of the lectures that are not cases of an operator
 * @param mutants what became of the wrong implementations, per dtype
 * @param timings the definition beside PyTorch
 * @param probes in which arithmetic the engines compute
 * @param coverage operator × quantity × judge
 * @param judges what each judge does, by name
 * @param engines a line about each engine, by name
 * @param unavailable why an engine that was asked for could not be used; empty if all could
 * @param interrupted whether it was stopped before its end, so that this is only a part
 */
public record Findings(
    List<Judgement> judgements,
    List<WorkedExampleResult> workedExamples,
    List<MutantResult> mutants,
    List<Timing> timings,
    List<Probe> probes,
    List<Coverage> coverage,
    Map<String, String> judges,
    Map<String, String> engines,
    List<String> unavailable,
    boolean interrupted) {
  public Findings {
    judgements = List.copyOf(judgements);
    workedExamples = List.copyOf(workedExamples);
    mutants = List.copyOf(mutants);
    timings = List.copyOf(timings);
    probes = List.copyOf(probes);
    coverage = List.copyOf(coverage);
    unavailable = List.copyOf(unavailable);
  }

  /** The verdicts that make a verification fail. */
  public List<Judgement> disagreements() {
    return judgements.stream().filter(j -> j.verdict().status().isDisagreement()).toList();
  }

  /** The numbers of the lectures that the reference does not reproduce. */
  public List<WorkedExampleResult> contradictions() {
    return workedExamples.stream().filter(r -> r.verdict().status().isDisagreement()).toList();
  }

  /** The wrong implementations that no judge rejected. */
  public List<MutantResult> survivors() {
    return mutants.stream().filter(mutant -> !mutant.killed()).toList();
  }

  /** The engines that compute in less precision than their dtype claims. */
  public List<Probe> pretenders() {
    return probes.stream().filter(probe -> probe.status().isDisagreement()).toList();
  }

  /** The cells of the matrix that nobody looked at and nobody explained. */
  public List<Coverage> gaps() {
    return coverage.stream().filter(Coverage::isGap).toList();
  }

  /**
   * Whether everything agrees with the judges and the lectures, every mutant died, every engine
   * computes in the precision it claims and there is no gap.
   */
  public boolean allAgree() {
    return disagreements().isEmpty()
        && contradictions().isEmpty()
        && survivors().isEmpty()
        && pretenders().isEmpty()
        && gaps().isEmpty();
  }
}
