package dev.etalon.oracle.verification;

import dev.etalon.fixtures.CaseSource;
import dev.etalon.fixtures.arbitrary.RandomCases;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far a soak has come, and what it found. Written to a file and read again, it is where the
 * soak goes on.
 *
 * @param seed from which every case is drawn
 * @param operators the operators that take turns
 * @param dtypes the precisions in which each case is judged
 * @param judges who judges
 * @param done how many cases are judged
 * @param seconds how long that took
 * @param engines a line about each engine, by name
 * @param rows what was found, by operator and dtype
 * @param deviations known differences of PyTorch that were met, with their number
 * @param disagreements how many verdicts disagree
 * @param failures the first of them
 */
public record SoakState(
    long seed,
    List<String> operators,
    List<String> dtypes,
    List<String> judges,
    long done,
    double seconds,
    Map<String, String> engines,
    List<Row> rows,
    Map<String, Long> deviations,
    long disagreements,
    List<Failure> failures) {
  /**
   * The cases of one operator in one dtype.
   *
   * @param cases how many were judged
   * @param verdicts how many verdicts of each status they have
   * @param budgetUse the largest ratio of difference to budget that passed
   * @param worstCase where that was
   */
  public record Row(
      String operator,
      String dtype,
      long cases,
      Map<Status, Long> verdicts,
      double budgetUse,
      String worstCase) {}

  /** A disagreement. */
  public record Failure(
      String caseId,
      String dtype,
      String implementation,
      String judge,
      String quantity,
      Status status,
      String explanation,
      String reproduce) {}

  public SoakState {
    operators = List.copyOf(operators);
    dtypes = List.copyOf(dtypes);
    judges = List.copyOf(judges);
    rows = List.copyOf(rows);
    failures = List.copyOf(failures);
  }

  /** The beginning. */
  public static SoakState fresh(
      long seed, List<String> operators, List<DType> dtypes, List<String> judges) {
    return new SoakState(
        seed,
        operators,
        dtypes.stream().map(DType::label).toList(),
        judges,
        0,
        0,
        Map.of(),
        List.of(),
        Map.of(),
        0,
        List.of());
  }

  /** Whether another soak asks the same questions, so that one can go on with the other's state. */
  public boolean asksTheSameAs(SoakState other) {
    return seed == other.seed
        && operators.equals(other.operators)
        && dtypes.equals(other.dtypes)
        && judges.equals(other.judges);
  }

  /** The case of a number: the operators take turns. */
  CaseSource source(long number) {
    int count = operators.size();
    return RandomCases.of(operators.get((int) (number % count)), number / count);
  }

  List<DType> precisions() {
    return dtypes.stream().map(DType::named).toList();
  }

  Selection selection() {
    return new Selection(Set.of(), Set.of(), Set.copyOf(judges), Set.of());
  }

  /** How many verdicts have a status. */
  public long count(Status status) {
    return rows.stream().mapToLong(row -> row.verdicts().getOrDefault(status, 0L)).sum();
  }
}
