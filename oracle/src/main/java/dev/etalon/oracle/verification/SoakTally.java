package dev.etalon.oracle.verification;

import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.SoakState.Failure;
import dev.etalon.oracle.verification.SoakState.Row;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds what more cases came to, to what a soak has found. */
final class SoakTally {
  /** Failures beyond these are counted only; the state must stay small. */
  private static final int FAILURES = 200;

  private final SoakState start;
  private final Map<List<String>, Row> rows = new LinkedHashMap<>();
  private final Map<String, Long> deviations;
  private final List<Failure> failures;
  private long disagreements;

  SoakTally(SoakState start) {
    this.start = start;
    start.rows().forEach(row -> rows.put(List.of(row.operator(), row.dtype()), row));
    this.deviations = new TreeMap<>(start.deviations());
    this.failures = new ArrayList<>(start.failures());
    this.disagreements = start.disagreements();
  }

  void add(String caseId, DType dtype, List<Judgement> judgements) {
    String operator = caseId.substring(0, caseId.indexOf('/'));
    Row row =
        rows.getOrDefault(
            List.of(operator, dtype.label()), new Row(operator, dtype.label(), 0, Map.of(), 0, ""));
    Map<Status, Long> verdicts = new EnumMap<>(Status.class);
    verdicts.putAll(row.verdicts());
    double use = row.budgetUse();
    String worst = row.worstCase();
    for (Judgement judgement : judgements) {
      Status status = judgement.verdict().status();
      verdicts.merge(status, 1L, Long::sum);
      double own = judgement.verdict().agreement().map(Agreement::budgetUse).orElse(0.0);
      if (status == Status.PASSED && own > use) {
        use = own;
        worst = caseId;
      }
      if (status == Status.SKIPPED) {
        deviations.merge(operator + ": " + judgement.verdict().explanation(), 1L, Long::sum);
      }
      if (status.isDisagreement()) {
        add(judgement);
      }
    }
    rows.put(
        List.of(operator, dtype.label()),
        new Row(operator, dtype.label(), row.cases() + 1, verdicts, use, worst));
  }

  private void add(Judgement judgement) {
    disagreements++;
    if (failures.size() < FAILURES) {
      failures.add(
          new Failure(
              judgement.caseId(),
              judgement.dtype().label(),
              judgement.implementation(),
              judgement.judge(),
              judgement.quantity(),
              judgement.verdict().status(),
              judgement.verdict().explanation(),
              judgement.reproduce()));
    }
  }

  SoakState state(long done, double seconds, Map<String, String> engines) {
    return new SoakState(
        start.seed(),
        start.operators(),
        start.dtypes(),
        start.judges(),
        done,
        start.seconds() + seconds,
        engines,
        List.copyOf(rows.values()),
        deviations,
        disagreements,
        failures);
  }
}
