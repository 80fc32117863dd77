package dev.etalon.oracle.pytorch;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** PyTorch on one device as an implementation: forward and autograd, through the ATen table. */
public final class PyTorch implements Implementation, AutoCloseable {
  /** Enough to serve every judge and every wrong implementation of the cases at hand. */
  private static final int REMEMBERED = 64;

  private final String device;
  private final TorchSession session;
  private final Map<TorchRequest, TorchResult> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TorchRequest, TorchResult> eldest) {
          return size() > REMEMBERED;
        }
      };

  public PyTorch(TorchConfiguration configuration) {
    this.device = configuration.device();
    this.session = new TorchSession(configuration);
  }

  @Override
  public String name() {
    return "pytorch-" + device;
  }

  public String device() {
    return device;
  }

  /** What PyTorch this is, or why there is none. */
  public TorchEngine engine() {
    return session.engine();
  }

  @Override
  public boolean claims(Operator operator) {
    Set<String> operands = new LinkedHashSet<>();
    operator.operands().forEach(operand -> operands.add(operand.name()));
    return AtenTable.script(operator, operands).isPresent();
  }

  @Override
  public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
    return ask(request(operator, operands, Optional.empty(), 0)).output();
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    TorchResult.Computed computed = ask(request(operator, operands, Optional.of(cotangent), 0));
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    for (Operand operand : operator.operands()) {
      if (operand.isDifferentiable() && operands.containsKey(operand.name())) {
        gradients.put(operand.name(), computed.gradient(AtenTable.variable(operand.name())));
      }
    }
    return gradients;
  }

  /** The median seconds of forward, and of forward and backward together. */
  public Optional<TorchResult.Timing> time(Case exam, int repetitions) {
    if (!claims(exam.operator())) {
      return Optional.empty();
    }
    TorchResult result =
        answer(
            request(exam.operator(), exam.operands(), Optional.of(exam.cotangent()), repetitions));
    return result instanceof TorchResult.Computed computed ? computed.timing() : Optional.empty();
  }

  private static TorchRequest request(
      Operator operator,
      Map<String, Tensor> operands,
      Optional<Tensor> cotangent,
      int repetitions) {
    Script script =
        AtenTable.script(operator, operands.keySet())
            .orElseThrow(() -> new UnsupportedOperationException("ATen has no such operator"));
    Map<String, Tensor> variables = new LinkedHashMap<>();
    Set<String> differentiate = new LinkedHashSet<>();
    for (Operand operand : operator.operands()) {
      if (operands.containsKey(operand.name())) {
        String variable = AtenTable.variable(operand.name());
        variables.put(variable, operands.get(operand.name()));
        if (cotangent.isPresent() && operand.isDifferentiable()) {
          differentiate.add(variable);
        }
      }
    }
    return new TorchRequest(script, variables, differentiate, cotangent, repetitions);
  }

  private TorchResult.Computed ask(TorchRequest request) {
    TorchResult result = answer(request);
    if (result instanceof TorchResult.Computed computed) {
      return computed;
    }
    String message =
        (result instanceof TorchResult.NoDevice ? "no CUDA device: " : "")
            + ((TorchResult.Failure) result).message();
    boolean failed = result instanceof TorchResult.Refused || result instanceof TorchResult.Crashed;
    throw new NoResult(failed ? Verdict.crashed("PyTorch: " + message) : Verdict.skipped(message));
  }

  private synchronized TorchResult answer(TorchRequest request) {
    return request.repetitions() > 0
        ? session.run(request)
        : answers.computeIfAbsent(request, session::run);
  }

  @Override
  public void close() {
    session.close();
  }
}
