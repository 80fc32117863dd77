package dev.etalon.reports.model;

import dev.etalon.oracle.verification.MutantResult;
import java.util.List;

/**
 * What became of a deliberately wrong implementation in one dtype.
 *
 * @param name the mutant
 * @param operator the operator that it claims to compute
 * @param mistake what is wrong with it
 * @param dtype the precision in which it ran
 * @param killed whether some judge rejected it
 * @param killedBy the judges that rejected it
 * @param plainKilledBy the checkers that people usually write which would have rejected it
 * @param evidence the first rejection, in a sentence
 */
public record MutantRow(
    String name,
    String operator,
    String mistake,
    String dtype,
    boolean killed,
    List<String> killedBy,
    List<String> plainKilledBy,
    String evidence) {
  static MutantRow of(MutantResult mutant) {
    return new MutantRow(
        mutant.name(),
        mutant.operator(),
        mutant.mistake(),
        mutant.dtype().label(),
        mutant.killed(),
        mutant.killedBy(),
        mutant.plainKilledBy(),
        mutant.evidence());
  }
}
