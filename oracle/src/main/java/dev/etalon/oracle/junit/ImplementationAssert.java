package dev.etalon.oracle.junit;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.ConstantData;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.opentest4j.TestAbortedException;

/**
 * AssertJ's way to ask the judges.
 *
 * <pre>{@code
 * assertThat(new MyConv2d()).isRightFor("conv2d");
 * assertThat(new MyConv2d()).judgedBy("extended").in(DType.FLOAT32).isRightOn(exam);
 * }</pre>
 */
public final class ImplementationAssert
    extends AbstractAssert<ImplementationAssert, Implementation> {
  /** How many disagreements a message shows in full. */
  private static final int SHOWN = 3;

  private Set<String> judges = Set.of();
  private Set<DType> dtypes = Set.of(DType.FLOAT64, DType.FLOAT32);
  private long seed = Verification.DEFAULT_SEED;

  private ImplementationAssert(Implementation actual) {
    super(actual, ImplementationAssert.class);
  }

  /** An assertion about a kernel. */
  public static ImplementationAssert assertThat(Implementation actual) {
    return new ImplementationAssert(actual);
  }

  /** Only these judges; all of them otherwise. */
  public ImplementationAssert judgedBy(String... names) {
    judges = Set.of(names);
    return this;
  }

  /** Only in these precisions; float64 and float32 otherwise. */
  public ImplementationAssert in(DType... precisions) {
    dtypes = Set.of(precisions);
    return this;
  }

  /** On data drawn from this seed. */
  public ImplementationAssert drawnFrom(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Every case of an operator: no judge disagrees, and at least one has evidence for each quantity
   * that it judges.
   *
   * @throws IllegalArgumentException if there is no such operator or judge
   */
  public ImplementationAssert isRightFor(String operator) {
    isNotNull();
    Questions questions =
        new Questions(new Selection(Set.of(operator), Set.of(), judges, dtypes), seed);
    List<Judgement> judgements = new ArrayList<>();
    try (Battery battery = questions.battery()) {
      questions.stream()
          .filter(question -> actual.claims(question.recipe().operator()))
          .forEach(
              question ->
                  judgements.addAll(
                      battery.judge(actual, question.recipe().draw(seed), question.dtype())));
    }
    return require(judgements, operator);
  }

  /**
   * One case, such as a property's, in float64 data that are rounded to each precision.
   *
   * @throws TestAbortedException if its data are constant and therefore no evidence; a property
   *     passes over such a try
   */
  public ImplementationAssert isRightOn(Case exam) {
    isNotNull();
    Questions questions = new Questions(new Selection(Set.of(), Set.of(), judges, dtypes), seed);
    List<Judgement> judgements = new ArrayList<>();
    try (Battery battery = questions.battery()) {
      dtypes.stream()
          .sorted()
          .forEach(dtype -> judgements.addAll(battery.judge(actual, exam, dtype)));
    }
    if (ConstantData.isAllOf(exam)
        && judgements.stream().allMatch(j -> j.verdict().status() == Status.MISTRUSTED)) {
      throw new TestAbortedException(
          "constant data are no evidence: " + judgements.get(0).verdict().explanation());
    }
    return require(judgements, exam.id());
  }

  private ImplementationAssert require(List<Judgement> judgements, String asked) {
    List<Judgement> disagreements =
        judgements.stream().filter(j -> j.verdict().status().isDisagreement()).toList();
    if (!disagreements.isEmpty()) {
      throw failure(
          "%s",
          "%s is wrong for %s: %d of %d verdicts disagree%n%s"
              .formatted(
                  actual.name(),
                  asked,
                  disagreements.size(),
                  judgements.size(),
                  disagreements.stream()
                      .limit(SHOWN)
                      .map(Message::of)
                      .collect(Collectors.joining(System.lineSeparator()))));
    }
    if (judgements.stream().noneMatch(j -> j.verdict().status() == Status.PASSED)) {
      throw failure(
          "%s",
          "no judge has evidence for %s of %s: %s"
              .formatted(
                  asked,
                  actual.name(),
                  judgements.stream()
                      .map(j -> j.verdict().status() + " " + j.verdict().explanation())
                      .distinct()
                      .limit(SHOWN)
                      .collect(Collectors.joining("; "))));
    }
    return this;
  }
}
