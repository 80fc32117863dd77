package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.lab.Feature;
import dev.etalon.fixtures.lab.LabQuestion;
import dev.etalon.fixtures.lab.LabQuestion.Convention;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question with its data and what is true of it.
 *
 * @param question the question
 * @param exam its data
 * @param asked how it is put to a solution
 * @param standards what is true by each convention; the default alone, under {@code null}, where
 *     there is no choice
 * @param probes the questions of self-consistency that go with it
 * @param probing how those are put to a solution, four for each probe
 */
record Prepared(
    LabQuestion question,
    Case exam,
    Asked asked,
    Map<Optional<Convention>, Standard> standards,
    List<Probe> probes,
    List<Asked> probing) {

  private static final int MOST_PROBED_ELEMENTS = 80;

  static Prepared of(LabQuestion question, long seed) {
    Case exam = question.recipe().draw(seed);
    String key = (question.layer() + "." + exam.name()).replaceAll("[^A-Za-z0-9._-]", "-");
    Map<Optional<Convention>, Standard> standards = new LinkedHashMap<>();
    if (!question.features().contains(Feature.TRAINING)) {
      if (question.conventions().isEmpty()) {
        standards.put(Optional.empty(), new Standard(exam, DType.FLOAT64));
      }
      question
          .conventions()
          .forEach(
              (convention, operator) ->
                  standards.put(
                      Optional.of(convention), new Standard(by(operator, exam), DType.FLOAT64)));
    }
    List<Probe> probes = new ArrayList<>();
    List<Asked> probing = new ArrayList<>();
    // where nothing is special: at kinks and at large logits differences are no use
    if (question.features().isEmpty()) {
      for (String quantity : question.wants()) {
        if (!quantity.equals(Case.FORWARD)) {
          Probe probe = Probe.of(exam, Case.operandOf(quantity), seed);
          if (probe.direction().size() <= MOST_PROBED_ELEMENTS) {
            probes.add(probe);
          }
        }
      }
    }
    for (Probe probe : probes) {
      for (int i = 0; i < probe.points().size(); i++) {
        String probeKey = "%s.probe-%s-%d".formatted(key, probe.operand(), i);
        probing.add(ask(question, probe.points().get(i), probeKey, List.of(Case.FORWARD)));
      }
    }
    return new Prepared(
        question, exam, ask(question, exam, key, question.wants()), standards, probes, probing);
  }

  private static Case by(Operator operator, Case exam) {
    return new Case(
        exam.name(),
        operator,
        exam.operands(),
        exam.cotangent(),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  private static Asked ask(LabQuestion question, Case exam, String key, List<String> wants) {
    Exercise exercise = Exercise.of(exam, DType.FLOAT64);
    return new Asked(
        new Exercise(
            key,
            exercise.id(),
            exercise.operator(),
            exercise.attributes(),
            exercise.dtype(),
            exercise.operands(),
            exercise.output(),
            wants,
            question.tags()),
        exam);
  }

  /** The first convention's truth. */
  Standard standard() {
    return standards.values().iterator().next();
  }

  /** How much there is to paste. */
  int size() {
    return exam.operands().values().stream().mapToInt(Tensor::size).sum();
  }

  boolean has(Feature feature) {
    return question.features().contains(feature);
  }
}
