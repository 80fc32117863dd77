package dev.etalon.reports.model;

import dev.etalon.oracle.verdict.Agreement;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verification.WorkedExampleResult;
import org.jspecify.annotations.Nullable;

/**
 * One number of a worked example that is no case of an operator.
 *
 * @param number the worked example's number
 * @param title the slide's title
 * @param statement what is asked
 * @param name what the number is
 * @param status whether the two agree
 * @param explanation the verdict in a sentence
 * @param expected the number known beforehand
 * @param computed the reference's number
 * @param bound what the allowed difference is made of
 * @param budgetUse the largest ratio of difference to what is allowed; null without a measurement
 */
public record ExampleRow(
    int number,
    String title,
    String statement,
    String name,
    Status status,
    String explanation,
    Values expected,
    Values computed,
    String bound,
    @Nullable Double budgetUse) {
  static ExampleRow of(WorkedExampleResult result) {
    return new ExampleRow(
        result.example().lecture().number(),
        result.example().lecture().title(),
        result.example().statement(),
        result.quantity().name(),
        result.verdict().status(),
        result.verdict().explanation(),
        Values.of(result.quantity().expected()),
        Values.of(result.quantity().computed()),
        result.quantity().bound(),
        result.verdict().agreement().map(Agreement::budgetUse).orElse(null));
  }
}
