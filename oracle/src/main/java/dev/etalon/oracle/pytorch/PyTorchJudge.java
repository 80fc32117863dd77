package dev.etalon.oracle.pytorch;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares with PyTorch in the same dtype, forward and autograd. Both sides may use their whole
 * budget; when they differ by more, the truth says which of them is wrong.
 */
public final class PyTorchJudge implements Judge, AutoCloseable {
  private record Question(String caseId, DType dtype, Map<String, Tensor> operands) {}

  /** Enough to serve all implementations of the case at hand, on every thread. */
  private static final int REMEMBERED = 64;

  private final String device;
  private final TorchSession session;
  private final Map<Question, TorchResult> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, TorchResult> eldest) {
          return size() > REMEMBERED;
        }
      };

  public PyTorchJudge(TorchConfiguration configuration) {
    this.device = configuration.device();
    this.session = new TorchSession(configuration);
  }

  @Override
  public String name() {
    return "pytorch-" + device;
  }

  @Override
  public String method() {
    return "PyTorch through DJL on %s, forward and autograd, in the same dtype".formatted(device);
  }

  /** What PyTorch this is, or why there is none. */
  public TorchEngine engine() {
    return session.engine();
  }

  @Override
  public Optional<String> silence(Trial trial, String quantity) {
    return AtenTable.absence(trial.exam().operator());
  }

  @Override
  public Map<String, Verdict> judge(Trial trial) {
    Case exam = trial.exam();
    Optional<Script> script = AtenTable.script(exam.operator(), exam.operands().keySet());
    if (script.isEmpty()) {
      return Map.of();
    }
    TorchResult answer =
        ask(
            new Question(exam.id(), trial.dtype(), exam.operands()),
            request(script.get(), exam, 0));
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (String quantity : exam.quantities()) {
      verdicts.put(quantity, verdict(trial, quantity, answer));
    }
    return verdicts;
  }

  /** The median seconds of forward, and of forward and backward together. */
  public Optional<TorchResult.Timing> time(Case exam, int repetitions) {
    return AtenTable.script(exam.operator(), exam.operands().keySet())
        .map(script -> ask(request(script, exam, repetitions)))
        .flatMap(
            result ->
                result instanceof TorchResult.Computed computed
                    ? computed.timing()
                    : Optional.empty());
  }

  private static TorchRequest request(Script script, Case exam, int repetitions) {
    Map<String, Tensor> operands = new LinkedHashMap<>();
    exam.operands().forEach((operand, tensor) -> operands.put(AtenTable.variable(operand), tensor));
    Set<String> differentiate = new LinkedHashSet<>();
    exam.differentiable().forEach(operand -> differentiate.add(AtenTable.variable(operand)));
    return new TorchRequest(
        script, operands, differentiate, Optional.of(exam.cotangent()), repetitions);
  }

  private synchronized TorchResult ask(Question question, TorchRequest request) {
    return answers.computeIfAbsent(question, asked -> session.run(request));
  }

  private synchronized TorchResult ask(TorchRequest request) {
    return session.run(request);
  }

  private static Verdict verdict(Trial trial, String quantity, TorchResult answer) {
    if (answer instanceof TorchResult.Computed computed) {
      Tensor theirs = theirs(computed, quantity);
      Verdict verdict =
          trial
              .result(quantity)
              .judge(got -> Comparison.compare(got, expected(trial, quantity, theirs)));
      return explained(trial, quantity, theirs, verdict);
    }
    String message = ((TorchResult.Failure) answer).message();
    return answer instanceof TorchResult.Refused || answer instanceof TorchResult.Crashed
        ? Verdict.crashed("PyTorch: " + message)
        : Verdict.skipped(message);
  }

  private static Tensor theirs(TorchResult.Computed computed, String quantity) {
    return quantity.equals(Case.FORWARD)
        ? computed.output()
        : computed.gradient(AtenTable.variable(quantity.substring(Case.gradient("").length())));
  }

  private static Expected expected(Trial trial, String quantity, Tensor theirs) {
    double[] budget =
        Arrays.stream(trial.standard().budget(quantity)).map(error -> 2 * error).toArray();
    return Expected.of(theirs, budget, trial.standard().formula(2));
  }

  /** A known deviation must still be there; an unknown one is told apart by the truth. */
  private static Verdict explained(Trial trial, String quantity, Tensor theirs, Verdict verdict) {
    Optional<String> known = trial.exam().deviation(quantity, trial.dtype());
    boolean differs = verdict.status() == Status.FAILED;
    if (known.isPresent()) {
      return differs
          ? Verdict.skipped("PyTorch is known to differ here: " + known.get())
          : Verdict.failed("PyTorch no longer differs here as was noted: " + known.get());
    }
    return differs
        ? new Verdict(
            Status.FAILED,
            verdict.explanation() + "; " + sides(trial.standard(), quantity, theirs),
            verdict.agreement())
        : verdict;
  }

  private static String sides(Standard standard, String quantity, Tensor theirs) {
    boolean torchIsRight =
        Comparison.compare(theirs, standard.expected(quantity)).status() != Status.FAILED;
    return torchIsRight
        ? "extended precision sides with PyTorch"
        : "extended precision says that PyTorch is wrong";
  }

  @Override
  public void close() {
    session.close();
  }
}
