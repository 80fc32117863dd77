package dev.etalon.oracle.exchange;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a program answered to a case.
 *
 * @param state what became of the case as a whole
 * @param message more about it, for people; empty if there is nothing to say
 * @param states what became of single quantities, where that differs
 * @param arrays the results by array name, {@code forward} and {@code grad.operand}
 * @param mutated the inputs that the program itself found changed after its call
 * @param notes what else it saw, each under a name of its own
 */
public record Answer(
    State state,
    String message,
    Map<String, Partly> states,
    Map<String, Tensor> arrays,
    List<String> mutated,
    Map<String, String> notes) {
  private static final String AFTER = "after.";

  /** What became of a case. */
  public enum State {
    /** The arrays hold the answer. */
    COMPUTED,
    /** The program does not offer this. */
    NOT_IMPLEMENTED,
    /** The program could not be loaded. */
    IMPORT_ERROR,
    /** It raised an error. */
    ERROR,
    /** It died: a signal, or an exit before its answer. */
    CRASHED,
    /** It took too long and was ended. */
    TIMED_OUT,
    /** Its answer cannot be read. */
    UNREADABLE,
    /** There is nothing. */
    NOT_ANSWERED;

    /** What stands in the place of a result; empty if there should be one. */
    Optional<Verdict> verdict(String message) {
      String more = message.isEmpty() ? "" : ": " + message;
      return switch (this) {
        case COMPUTED -> Optional.empty();
        case NOT_IMPLEMENTED -> Optional.of(Verdict.notImplemented("not implemented" + more));
        case IMPORT_ERROR -> Optional.of(Verdict.crashed("import error" + more));
        case ERROR -> Optional.of(Verdict.crashed("error" + more));
        case CRASHED -> Optional.of(Verdict.crashed("crashed" + more));
        case TIMED_OUT -> Optional.of(Verdict.crashed("timed out" + more));
        case UNREADABLE -> Optional.of(Verdict.failed("unreadable answer" + more));
        case NOT_ANSWERED -> Optional.of(Verdict.skipped("not answered" + more));
      };
    }
  }

  /**
   * What became of a quantity.
   *
   * @param state as of a case
   * @param message as of a case
   */
  public record Partly(State state, String message) {}

  public Answer {
    states = Map.copyOf(states);
    arrays = Map.copyOf(arrays);
    mutated = List.copyOf(mutated);
    notes = Map.copyOf(notes);
  }

  /** An answer without arrays. */
  public static Answer without(State state, String message) {
    return new Answer(state, message, Map.of(), Map.of(), List.of(), Map.of());
  }

  /** The name of the array that holds a quantity: {@code grad.input} for {@code grad:input}. */
  public static String array(String quantity) {
    return quantity.replace(':', '.');
  }

  /** The result for a quantity, if there is one. */
  public Optional<Tensor> result(String quantity) {
    return Optional.ofNullable(arrays.get(array(quantity)));
  }

  /** What stands in the place of a result for a quantity; empty if there is a result. */
  public Optional<Verdict> verdict(String quantity) {
    Partly partly = states.getOrDefault(quantity, new Partly(state, message));
    Optional<Verdict> verdict = partly.state().verdict(partly.message());
    return verdict.isEmpty() && result(quantity).isEmpty()
        ? State.NOT_ANSWERED.verdict("no array '%s'".formatted(array(quantity)))
        : verdict;
  }

  /**
   * The inputs that the program changed in place: those that it names, and those that it returned
   * with another bit.
   */
  public List<String> changed(Case exam) {
    Map<String, Tensor> inputs = new LinkedHashMap<>(exam.operands());
    inputs.put(Exercise.COTANGENT, exam.cotangent());
    return inputs.keySet().stream()
        .filter(
            name -> {
              Tensor after = arrays.get(AFTER + name);
              return mutated.contains(name) || after != null && !after.equals(inputs.get(name));
            })
        .toList();
  }
}
