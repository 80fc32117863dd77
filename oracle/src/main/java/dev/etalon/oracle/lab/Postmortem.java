package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.exchange.Answer.Partly;
import dev.etalon.oracle.exchange.Answer.State;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which method a process died in: what it died of is asked again, first for the value
 * alone, then for the gradients of one method at a time.
 */
record Postmortem(Manifest manifest, ProgramRun run) {
  /** What one method gives. */
  private static final List<List<String>> METHODS =
      List.of(List.of(Case.FORWARD), List.of("grad:input"), List.of("grad:weight", "grad:bias"));

  private static final Answer NONE = Answer.without(State.NOT_ANSWERED, "");

  /** The answers, of those questions in which the process died one for each method. */
  ProgramRun.Result of(List<Asked> asked, ProgramRun.Result first) throws IOException {
    List<Asked> died =
        asked.stream()
            .filter(one -> one.exercise().wants().size() > 1)
            .filter(one -> isDead(first.answers().getOrDefault(one.exercise().key(), NONE)))
            .toList();
    if (died.isEmpty()) {
      return first;
    }
    ProgramRun.Result again = first;
    for (List<String> method : METHODS) {
      List<Asked> parts = new ArrayList<>();
      for (Asked one : died) {
        List<String> wants = method.stream().filter(one.exercise().wants()::contains).toList();
        Answer value = again.answers().getOrDefault(key(one, METHODS.get(0)), NONE);
        if (!wants.isEmpty() && !isDead(value)) {
          parts.add(part(one, wants, key(one, method)));
        }
      }
      if (!parts.isEmpty()) {
        again = run.run(manifest, parts, ArrayStore.NPZ, answered -> {});
      }
    }
    Map<String, Answer> answers = new LinkedHashMap<>(again.answers());
    for (Asked one : died) {
      answers.put(one.exercise().key(), together(one, again.answers()));
    }
    return new ProgramRun.Result(answers, again.output(), again.starts());
  }

  private static boolean isDead(Answer answer) {
    return answer.state() == State.CRASHED || answer.state() == State.TIMED_OUT;
  }

  private static String key(Asked asked, List<String> method) {
    return asked.exercise().key() + ".again-" + METHODS.indexOf(method);
  }

  private static Asked part(Asked asked, List<String> wants, String key) {
    Exercise whole = asked.exercise();
    return new Asked(
        new Exercise(
            key,
            whole.id(),
            whole.operator(),
            whole.attributes(),
            whole.dtype(),
            whole.operands(),
            whole.output(),
            wants,
            whole.tags()),
        asked.exam());
  }

  private static Answer together(Asked asked, Map<String, Answer> answers) {
    Map<String, Partly> states = new LinkedHashMap<>();
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    List<String> mutated = new ArrayList<>();
    Map<String, String> notes = new LinkedHashMap<>();
    for (List<String> method : METHODS) {
      Answer answer =
          answers.getOrDefault(
              key(asked, method),
              Answer.without(State.NOT_ANSWERED, "the process dies in forward already"));
      for (String quantity : method) {
        states.put(
            quantity,
            answer.states().getOrDefault(quantity, new Partly(answer.state(), answer.message())));
        answer.result(quantity).ifPresent(result -> arrays.put(Answer.array(quantity), result));
      }
      mutated.addAll(answer.mutated());
      notes.putAll(answer.notes());
    }
    return new Answer(State.COMPUTED, "", states, arrays, mutated, notes);
  }
}
