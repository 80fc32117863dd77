package dev.etalon.reports.model;

import static dev.etalon.reports.model.Sample.failed;
import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.judgement;
import static dev.etalon.reports.model.Sample.mutant;
import static dev.etalon.reports.model.Sample.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Coverage;
import dev.etalon.oracle.verification.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private static final Judgement GOOD = judgement("relu", "forward", passed());

  private static Summary summary(Findings findings) {
    return Sample.report(findings).summary();
  }

  @Test
  void agreementCountsWhatAgrees() {
    Summary summary =
        summary(
            findings(List.of(GOOD), List.of(mutant("relu", true)), List.of(), List.of(), false));

    assertThat(summary.outcome()).isEqualTo(Outcome.AGREEMENT);
    assertThat(summary.verdict())
        .isEqualTo(
            "all 1 measured verdict agree (1 operator, 1 case, 1 judge);"
                + " the one wrong implementation was rejected");
    assertThat(summary.count(Status.PASSED)).isEqualTo(1);
  }

  @Test
  void disagreementNamesOperatorsAndQuantities() {
    Summary summary =
        summary(
            findings(
                GOOD,
                judgement("conv2d", "forward", passed()),
                judgement("conv2d", "grad:input", failed("off")),
                judgement("linear", "forward", failed("off")),
                judgement("im2row", "conv2d", "forward", passed()),
                judgement("im2row", "conv2d", "grad:weight", Verdict.crashed("boom"))));

    assertThat(summary.outcome()).isEqualTo(Outcome.DISAGREEMENT);
    assertThat(summary.verdict())
        .isEqualTo("conv2d (grad:input), linear and conv2d of im2row (grad:weight) disagree");
  }

  @Test
  void survivorsAndGapsAreNamed() {
    Summary summary =
        summary(
            findings(
                List.of(GOOD),
                List.of(mutant("relu", false)),
                List.of(new Coverage("relu", "grad:input", "adjoint", 0, "")),
                List.of(),
                false));

    assertThat(summary.outcome()).isEqualTo(Outcome.DISAGREEMENT);
    assertThat(summary.verdict())
        .isEqualTo(
            "no judge rejects the wrong implementation relu/upside-down (float32);"
                + " nobody judges, and nobody says why, relu grad:input by adjoint");
  }

  @Test
  void anInterruptedRunIsNotBlamedForWhatItHasNotReached() {
    Summary summary =
        summary(
            findings(List.of(GOOD), List.of(mutant("relu", false)), List.of(), List.of(), true));

    assertThat(summary.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(summary.verdict()).startsWith("interrupted: nothing disagreed in the first 1 verd");
  }

  @Test
  void withoutAnyEvidenceThereIsNoAgreement() {
    Summary summary = summary(findings(judgement("relu", "forward", Verdict.skipped("cold"))));

    assertThat(summary.outcome()).isEqualTo(Outcome.NO_EVIDENCE);
  }

  @Test
  void theOrderIsTheCataloguesWhateverTheOrderOfTheFindings() {
    List<Judgement> judgements =
        List.of(
            judgement("relu", "forward", passed()),
            judgement("conv2d", "grad:bias", passed()),
            judgement("conv2d", "grad:input", passed()),
            judgement("softmax", "forward", passed()),
            judgement("conv2d", "forward", passed()));

    assertThat(Sample.report(findings(judgements.toArray(Judgement[]::new))).results())
        .extracting(result -> result.operator() + " " + result.quantity())
        .containsExactly(
            "softmax forward",
            "relu forward",
            "conv2d forward",
            "conv2d grad:input",
            "conv2d grad:bias");
  }
}
