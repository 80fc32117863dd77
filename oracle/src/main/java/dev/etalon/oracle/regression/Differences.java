package dev.etalon.oracle.regression;

import dev.etalon.oracle.verdict.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one snapshot to another.
 *
 * <ul>
 *   <li>Verdicts and bits are deterministic: every difference is a change.
 *   <li>Precision: over all cases of an operator, quantity and precision, the RMS error in ulps may
 *       not grow beyond {@value #ALLOWED_GROWTH} times what it was, or what correct rounding alone
 *       gives (1/√12 ulp), whichever is more. Another order of summation stays below that; a lost
 *       digit is a factor of 10.
 *   <li>Time: slower or faster is what the exact Mann–Whitney test holds for real at {@value
 *       #ALPHA} over all times together (Holm's correction; Scand. J. Statist. 6 (1979) 65–70), if
 *       the estimated ratio is also at least {@value #LEAST_SHIFT}.
 * </ul>
 *
 * @param before the older snapshot
 * @param after the newer one
 * @param changes every change, the gravest first
 * @param shifts every time that both have, by case, precision and quantity
 */
public record Differences(
    Snapshot before, Snapshot after, List<Change> changes, Map<String, TimeShift> shifts) {
  static final double ALLOWED_GROWTH = 4;
  static final double ALPHA = 0.01;
  static final double LEAST_SHIFT = 1.05;

  /** The root mean square of a correctly rounded result's error, in ulps: uniform in ±½. */
  private static final double ROUNDING = 1 / Math.sqrt(12);

  public Differences {
    changes = List.copyOf(changes);
    shifts = new LinkedHashMap<>(shifts);
  }

  /**
   * Compares two snapshots.
   *
   * @throws IllegalArgumentException if they were drawn from different seeds, so that no two
   *     results are of the same question
   */
  public static Differences between(Snapshot before, Snapshot after) {
    if (before.seed() != after.seed()) {
      throw new IllegalArgumentException(
          "'%s' was drawn from seed %d and '%s' from %d; take one of them again with the other's seed"
              .formatted(before.name(), before.seed(), after.name(), after.seed()));
    }
    List<Change> changes = new ArrayList<>();
    compareVerdicts(before, after, changes);
    comparePrecision(before, after, changes);
    Map<String, TimeShift> shifts = shifts(before, after);
    compareTimes(shifts, changes);
    changes.sort(Comparator.comparing(Change::kind).thenComparing(Change::subject));
    return new Differences(before, after, changes, shifts);
  }

  /** The changes for the worse. */
  public List<Change> regressions() {
    return changes.stream().filter(change -> change.kind().isRegression()).toList();
  }

  /** How many results have the same bits as before, of how many that both have. */
  public String bitExactness() {
    Map<String, Observation> old = byKey(before);
    List<Observation> common =
        after.observations().stream()
            .filter(now -> now.fingerprint() != null && old.containsKey(now.key()))
            .toList();
    long equal =
        common.stream()
            .filter(now -> now.fingerprint().equals(old.get(now.key()).fingerprint()))
            .count();
    return "%d of %d".formatted(equal, common.size());
  }

  private static Map<String, Observation> byKey(Snapshot snapshot) {
    return snapshot.observations().stream()
        .collect(
            Collectors.toMap(
                Observation::key, Function.identity(), (first, second) -> first, TreeMap::new));
  }

  private static void compareVerdicts(Snapshot before, Snapshot after, List<Change> changes) {
    Map<String, Observation> old = byKey(before);
    Map<String, Observation> current = byKey(after);
    old.forEach(
        (key, then) -> {
          Observation now = current.get(key);
          Change.@Nullable Kind kind = now == null ? lost(then) : verdictChange(then, now);
          if (kind != null) {
            changes.add(
                new Change(
                    kind,
                    key,
                    "%s → %s"
                        .formatted(
                            then.status(),
                            now == null
                                ? "not asked"
                                : now.status()
                                    + (now.status() == Status.PASSED
                                        ? ""
                                        : ": " + now.explanation()))));
          }
        });
    current.forEach(
        (key, now) -> {
          if (!old.containsKey(key)) {
            boolean wrong = now.status().isDisagreement();
            changes.add(
                new Change(
                    wrong ? Change.Kind.BROKEN : Change.Kind.ADDED,
                    key,
                    "not asked → " + now.status() + (wrong ? ": " + now.explanation() : "")));
          }
        });
    changes.addAll(otherBits(old, current));
  }

  private static Change.@Nullable Kind lost(Observation then) {
    return then.status() == Status.PASSED ? Change.Kind.EVIDENCE_LOST : null;
  }

  private static Change.@Nullable Kind verdictChange(Observation then, Observation now) {
    if (now.status().isDisagreement()) {
      return then.status().isDisagreement() ? null : Change.Kind.BROKEN;
    }
    if (then.status().isDisagreement()) {
      return now.status() == Status.PASSED ? Change.Kind.REPAIRED : Change.Kind.EVIDENCE_LOST;
    }
    return now.status() == Status.PASSED ? null : lost(then);
  }

  /** One line for each operator, quantity and precision: there may be very many results. */
  private static List<Change> otherBits(
      Map<String, Observation> old, Map<String, Observation> current) {
    Map<String, List<Observation>> altered = new TreeMap<>();
    current.forEach(
        (key, now) -> {
          Observation then = old.get(key);
          if (then != null
              && now.fingerprint() != null
              && then.fingerprint() != null
              && !now.fingerprint().equals(then.fingerprint())) {
            altered.computeIfAbsent(now.group(), group -> new ArrayList<>()).add(now);
          }
        });
    List<Change> changes = new ArrayList<>();
    altered.forEach(
        (group, results) ->
            changes.add(
                new Change(
                    Change.Kind.OTHER_BITS,
                    group,
                    "the bits of %d result%s differ, such as %s"
                        .formatted(
                            results.size(),
                            results.size() == 1 ? "" : "s",
                            results.get(0).caseId()))));
    return changes;
  }

  /** What is summed up of a group of observations. */
  private static final class Precision {
    private double squares;
    private int elements;
    private double budgetUse;

    void add(Observation observation) {
      double rms = observation.rmsUlp();
      squares += rms * rms * observation.elements();
      elements += observation.elements();
      budgetUse = Math.max(budgetUse, observation.budgetUse());
    }

    double rms() {
      return Math.sqrt(squares / elements);
    }
  }

  private static void comparePrecision(Snapshot before, Snapshot after, List<Change> changes) {
    Map<String, Observation> old = byKey(before);
    Map<String, Precision> then = new TreeMap<>();
    Map<String, Precision> now = new TreeMap<>();
    for (Observation current : after.observations()) {
      Observation former = old.get(current.key());
      if (former != null && isMeasured(former) && isMeasured(current)) {
        then.computeIfAbsent(current.group(), group -> new Precision()).add(former);
        now.computeIfAbsent(current.group(), group -> new Precision()).add(current);
      }
    }
    now.forEach(
        (group, current) -> {
          Precision former = then.get(group);
          double growth = current.rms() / Math.max(ROUNDING, former.rms());
          double shrinkage = former.rms() / Math.max(ROUNDING, current.rms());
          if (growth > ALLOWED_GROWTH || shrinkage > ALLOWED_GROWTH) {
            changes.add(
                new Change(
                    growth > ALLOWED_GROWTH ? Change.Kind.LESS_PRECISE : Change.Kind.MORE_PRECISE,
                    group,
                    String.format(
                        Locale.ROOT,
                        "RMS error %.3g → %.3g ulp, worst budget use %.3g → %.3g",
                        former.rms(),
                        current.rms(),
                        former.budgetUse,
                        current.budgetUse)));
          }
        });
  }

  private static boolean isMeasured(Observation observation) {
    return observation.status() == Status.PASSED
        && observation.rmsUlp() != null
        && observation.budgetUse() != null
        && Double.isFinite(observation.rmsUlp());
  }

  private static Map<String, TimeShift> shifts(Snapshot before, Snapshot after) {
    Map<String, TimeSamples> old =
        before.times().stream()
            .collect(Collectors.toMap(TimeSamples::key, Function.identity(), (a, b) -> a));
    Map<String, TimeShift> shifts = new LinkedHashMap<>();
    for (TimeSamples now : after.times()) {
      TimeSamples then = old.get(now.key());
      if (then != null) {
        shifts.put(now.key(), TimeShift.between(then.toArray(), now.toArray()));
      }
    }
    return shifts;
  }

  private static void compareTimes(Map<String, TimeShift> shifts, List<Change> changes) {
    List<Map.Entry<String, TimeShift>> byEvidence =
        shifts.entrySet().stream()
            .sorted(Comparator.comparingDouble(entry -> entry.getValue().pValue()))
            .toList();
    for (int i = 0; i < byEvidence.size(); i++) {
      TimeShift shift = byEvidence.get(i).getValue();
      if (shift.pValue() > ALPHA / (byEvidence.size() - i)) {
        return; // Holm: what comes after it is no more evident
      }
      boolean slower = shift.ratio() >= LEAST_SHIFT;
      if (slower || shift.ratio() <= 1 / LEAST_SHIFT) {
        changes.add(
            new Change(
                slower ? Change.Kind.SLOWER : Change.Kind.FASTER,
                byEvidence.get(i).getKey(),
                String.format(
                    Locale.ROOT,
                    "takes %.3g times as long (95 %% interval %.3g to %.3g), p = %.2g",
                    shift.ratio(),
                    shift.low(),
                    shift.high(),
                    shift.pValue())));
      }
    }
  }
}
