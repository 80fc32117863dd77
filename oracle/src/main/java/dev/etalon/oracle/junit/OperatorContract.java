package dev.etalon.oracle.junit;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.Battery;
import dev.etalon.oracle.verification.Question;
import dev.etalon.reference.operator.Implementation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Runs every judge on a Java kernel, as dynamic tests: one for each case, precision, quantity and
 * judge. A disagreement fails with the worst element, its budget and the likely mistake; a verdict
 * that is no evidence (mistrusted, not differentiable, skipped, not implemented) aborts its test
 * with the reason, and a quantity without any evidence fails the last one.
 *
 * @see OperatorTest
 */
public interface OperatorContract {
  /** The kernel to judge. */
  Implementation implementation();

  /**
   * The tests.
   *
   * @throws IllegalArgumentException if the class has no {@link OperatorTest}, or that names what
   *     is not there
   */
  @TestFactory
  default Stream<DynamicNode> battery() {
    OperatorTest test = getClass().getAnnotation(OperatorTest.class);
    if (test == null) {
      throw new IllegalArgumentException(
          "%s says not which operators it is about; annotate it with @OperatorTest(\"conv2d\")"
              .formatted(getClass().getName()));
    }
    Questions questions = Questions.of(test);
    Implementation kernel = implementation();
    Map<String, Boolean> evidence = new TreeMap<>();
    Battery battery = questions.battery();
    // judged while the stream is read, so that the battery may go when it is closed
    Stream<DynamicNode> cases =
        questions.stream()
            .filter(question -> kernel.claims(question.recipe().operator()))
            .map(question -> container(question, battery, kernel, questions.seed(), evidence));
    DynamicNode last =
        dynamicTest("every quantity has evidence", () -> requireEvidence(kernel, evidence));
    return Stream.concat(cases, Stream.of(last)).onClose(battery::close);
  }

  private static DynamicNode container(
      Question question,
      Battery battery,
      Implementation kernel,
      long seed,
      Map<String, Boolean> evidence) {
    List<Judgement> judgements =
        battery.judge(kernel, question.recipe().draw(seed), question.dtype());
    for (Judgement judgement : judgements) {
      evidence.merge(
          judgement.operator() + " " + judgement.quantity(),
          judgement.verdict().status() == Status.PASSED,
          Boolean::logicalOr);
    }
    return dynamicContainer(
        question.toString(),
        judgements.stream()
            .map(
                judgement ->
                    dynamicTest(
                        judgement.quantity() + " by " + judgement.judge(),
                        () -> require(judgement))));
  }

  private static void require(Judgement judgement) {
    Status status = judgement.verdict().status();
    if (status.isDisagreement()) {
      throw new AssertionFailedError(Message.of(judgement));
    }
    if (status != Status.PASSED) {
      throw new TestAbortedException(status + ": " + judgement.verdict().explanation());
    }
  }

  private static void requireEvidence(Implementation kernel, Map<String, Boolean> evidence) {
    List<String> without =
        evidence.entrySet().stream()
            .filter(entry -> !entry.getValue())
            .map(Map.Entry::getKey)
            .toList();
    if (evidence.isEmpty() || !without.isEmpty()) {
      throw new AssertionFailedError(
          evidence.isEmpty()
              ? "%s claims none of the operators, so nothing was judged".formatted(kernel.name())
              : "no judge has evidence for %s of %s"
                  .formatted(String.join(", ", without), kernel.name()));
    }
  }
}
