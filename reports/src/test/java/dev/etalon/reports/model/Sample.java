package dev.etalon.reports.model;

import dev.etalon.oracle.timing.Estimate;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.timing.Work;
import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verdict.WorstElement;
import dev.etalon.oracle.verification.Coverage;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.MutantResult;
import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Small findings, made by hand. */
public final class Sample {
  private Sample() {}

  /** One verdict on the definition. */
  public static Judgement judgement(String operator, String quantity, Verdict verdict) {
    return judgement("definition", operator, quantity, verdict);
  }

  public static Judgement judgement(
      String implementation, String operator, String quantity, Verdict verdict) {
    return new Judgement(
        operator,
        operator + "/case",
        DType.FLOAT64,
        implementation,
        "extended",
        quantity,
        verdict,
        0.001,
        42);
  }

  public static Verdict passed() {
    return Verdict.passed(agreement(0.25, 1.5), "2 elements within their budgets");
  }

  public static Verdict failed(String explanation) {
    return Verdict.failed(agreement(12, 40), explanation);
  }

  /** So many verdicts with different figures, like those of a real verification. */
  public static Judgement[] many(int count) {
    SplittableRandom random = new SplittableRandom(42);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double expected = random.nextDouble(-1, 1);
              double ulps = random.nextDouble(100);
              WorstElement worst =
                  new WorstElement(
                      List.of(i % 3, i % 5, i % 7),
                      expected,
                      expected + random.nextDouble(-1e-15, 1e-15),
                      ulps,
                      random.nextDouble(1e-14),
                      "running error analysis in float64 (u = 1.11e-16, γₙ = nu/(1−nu))");
              return new Judgement(
                  "operator_" + i % 50,
                  "operator_%d/case-%d".formatted(i % 50, i / 50 % 20),
                  DType.FLOAT64,
                  "definition",
                  "judge-" + i / 1000 % 10,
                  i >= 10_000 ? "grad:operand-" + i / 10_000 : "forward",
                  Verdict.passed(
                      new Agreement(105, ulps, random.nextDouble(ulps), random.nextDouble(), worst),
                      "105 elements within their budgets, worst " + worst),
                  random.nextDouble(),
                  42);
            })
        .toArray(Judgement[]::new);
  }

  public static Verdict infinitelyWrong() {
    return Verdict.failed(agreement(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY), "got NaN");
  }

  private static Agreement agreement(double budgetUse, double ulps) {
    return new Agreement(
        2,
        ulps,
        ulps / 2,
        budgetUse,
        new WorstElement(List.of(1, 0), 0.5, Double.NaN, ulps, 1e-16, "γₙ·M"));
  }

  public static MutantResult mutant(String operator, boolean killed) {
    return new MutantResult(
        operator + "/upside-down",
        operator,
        "everything is upside down",
        DType.FLOAT32,
        killed ? List.of("extended") : List.of(),
        List.of(),
        killed ? "forward: off" : "no judge rejected it");
  }

  public static Findings findings(Judgement... judgements) {
    return findings(List.of(judgements), List.of(), List.of(), List.of(), false);
  }

  public static Findings findings(
      List<Judgement> judgements,
      List<MutantResult> mutants,
      List<Coverage> coverage,
      List<String> unavailable,
      boolean interrupted) {
    return new Findings(
        judgements,
        List.of(),
        mutants,
        List.of(
            new Timing(
                "relu",
                "relu/case",
                "forward",
                DType.FLOAT64,
                "definition",
                "pytorch-cpu",
                new Estimate(2e-6, 1.9e-6, 2.2e-6),
                new Estimate(1e-6, 0.9e-6, 1.1e-6),
                new Estimate(0.5, 0.4, 0.6),
                new Work(0, 6),
                OptionalDouble.empty(),
                true)),
        List.of(),
        coverage,
        Map.of("extended", "the truth"),
        Map.of("pytorch-cpu", "PyTorch"),
        unavailable,
        interrupted);
  }

  public static Report report(Findings findings) {
    return Reporter.report(
        findings,
        new Environment(
            "1.0",
            "a JVM",
            "an OS",
            "a CPU",
            2,
            2,
            "cpu",
            42,
            findings.engines(),
            findings.unavailable(),
            "2026-01-02T03:04:05Z",
            1.5));
  }
}
