package dev.etalon.reports.failure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.fixtures.Case;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.shrink.Shrinking;
import dev.etalon.oracle.tensorfile.Npz;
import dev.etalon.oracle.trial.Outcome;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.oracle.verification.Disagreement;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reports.folder.ReportFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder {@code failures} of a report: each disagreement shrunk to a minimal case, with a ready
 * JUnit test, its numbers as an {@code .npz}, and the line that reproduces it.
 */
public final class FailureFolder {
  /**
   * Of one operator, implementation, quantity and dtype so many are shrunk; the rest say the same.
   */
  private static final int ALIKE = 3;

  private final ReportFolder report;
  private final Map<String, Integer> alike = new LinkedHashMap<>();

  public FailureFolder(ReportFolder report) {
    this.report = report;
  }

  /**
   * The description of a failure, {@code failure.json}.
   *
   * @param operator the operator's name
   * @param caseId the case on which it was found
   * @param dtype the precision
   * @param implementation who is judged
   * @param judge who disagrees
   * @param quantity {@code forward} or {@code grad:operand}
   * @param explanation what the judge said
   * @param reproduce the command that repeats the verdict
   * @param attributes the operator with its attributes, after shrinking
   * @param operands the shapes of the minimal case
   * @param minimalExplanation what the judge says of it
   */
  record Description(
      String operator,
      String caseId,
      String dtype,
      String implementation,
      String judge,
      String quantity,
      String explanation,
      String reproduce,
      String attributes,
      Map<String, String> operands,
      String minimalExplanation) {}

  /**
   * Shrinks a disagreement and saves it, unless enough are like it.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void save(Disagreement disagreement) {
    Judgement judgement = disagreement.judgement();
    String kind =
        String.join(
            " ",
            judgement.operator(),
            judgement.implementation(),
            judgement.quantity(),
            judgement.dtype().label());
    if (alike.merge(kind, 1, Integer::sum) > ALIKE) {
      return;
    }
    Case minimal = Shrinking.minimal(disagreement);
    String name = TestSource.className(judgement);
    Path folder = report.path().resolve("failures").resolve(name);
    try {
      Files.createDirectories(folder);
      report.write(folder.resolve("failure.json"), describe(disagreement, minimal));
      report.write(folder.resolve(name + ".java"), TestSource.of(judgement, minimal));
      report.write(folder.resolve(name + ".npz"), Npz.write(arrays(disagreement, minimal)));
    } catch (IOException e) {
      throw new UncheckedIOException("a failure cannot be saved in '%s'".formatted(folder), e);
    }
  }

  /**
   * The operands and the cotangent by their names, {@code expected} with its {@code budget}, and
   * {@code got}, where there is a result. Files have no types of 16 bits; float32 holds their
   * numbers.
   */
  private static Map<String, Tensor> arrays(Disagreement disagreement, Case minimal) {
    String quantity = disagreement.judgement().quantity();
    DType dtype = disagreement.trial().dtype();
    Map<String, Tensor> arrays = new LinkedHashMap<>(Exercise.arrays(minimal.as(dtype)));
    disagreement
        .trialOn(minimal)
        .ifPresent(
            trial -> {
              Tensor expected = trial.standard().rounded(quantity);
              arrays.put("expected", expected);
              arrays.put(
                  "budget", Tensor.float64(expected.shape(), trial.standard().budget(quantity)));
              if (trial.result(quantity) instanceof Outcome.Computed<Tensor> computed) {
                arrays.put("got", computed.value());
              }
            });
    arrays.replaceAll(
        (name, tensor) -> tensor.dtype().isReduced() ? tensor.as(DType.FLOAT32) : tensor);
    return arrays;
  }

  private static String describe(Disagreement disagreement, Case minimal) {
    Judgement judgement = disagreement.judgement();
    Map<String, String> operands = new LinkedHashMap<>();
    minimal.shapes().forEach((operand, shape) -> operands.put(operand, shape.toString()));
    Description description =
        new Description(
            judgement.operator(),
            judgement.caseId(),
            judgement.dtype().label(),
            judgement.implementation(),
            judgement.judge(),
            judgement.quantity(),
            judgement.verdict().explanation(),
            judgement.reproduce(),
            minimal.operator().toString(),
            operands,
            disagreement.on(minimal).map(Verdict::explanation).orElse(""));
    try {
      return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(description)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a failure's description cannot be written as JSON", e);
    }
  }
}
