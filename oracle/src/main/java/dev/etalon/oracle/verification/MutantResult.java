package dev.etalon.oracle.verification;

import dev.etalon.reference.tensor.DType;
import java.util.List;

/**
 * What became of a deliberately wrong implementation.
 *
 * @param name the mutant
 * @param operator the operator that it claims to compute
 * @param mistake what is wrong with it
 * @param dtype the precision in which it ran
 * @param killedBy the judges that rejected it
 * @param plainKilledBy the checkers that people usually write which would have rejected it too
 * @param evidence the first rejection, in a sentence
 */
public record MutantResult(
    String name,
    String operator,
    String mistake,
    DType dtype,
    List<String> killedBy,
    List<String> plainKilledBy,
    String evidence) {
  public MutantResult {
    killedBy = List.copyOf(killedBy);
    plainKilledBy = List.copyOf(plainKilledBy);
  }

  public boolean killed() {
    return !killedBy.isEmpty();
  }
}
