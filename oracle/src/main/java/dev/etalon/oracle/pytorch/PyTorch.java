package dev.etalon.oracle.pytorch;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.timing.Contestant;
import dev.etalon.oracle.timing.Timed;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.arithmetic.Precision;
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
import java.util.stream.Collectors;

/** PyTorch on one device as an implementation: forward and autograd, through the ATen table. */
public final class PyTorch implements Implementation, AutoCloseable {
  /** Enough to serve every judge and every wrong implementation of the cases at hand. */
  private static final int REMEMBERED = 64;

  private final String device;
  private final CudaMode mode;
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
    this.mode = configuration.mode();
    this.session = new TorchSession(configuration);
  }

  @Override
  public String name() {
    return "pytorch-" + device;
  }

  public String device() {
    return device;
  }

  /** A line about the engine and, on CUDA, what it may do. */
  public String description() {
    if (engine() instanceof TorchEngine.Absent absent) {
      return absent.reason().message();
    }
    return device.equals("cpu") ? engine().toString() : engine() + ", " + mode;
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
    return ask(request(operator, operands, Optional.empty())).output();
  }

  @Override
  public Map<String, Tensor> vjp(
      Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
    TorchResult.Computed computed = ask(request(operator, operands, Optional.of(cotangent)));
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    for (Operand operand : operator.operands()) {
      if (operand.isDifferentiable() && operands.containsKey(operand.name())) {
        gradients.put(operand.name(), computed.gradient(AtenTable.variable(operand.name())));
      }
    }
    return gradients;
  }

  @Override
  public Operator errorModel(Operator operator) {
    return device.equals("cpu") ? FoldedBatchNorm.of(operator) : operator;
  }

  /** On CUDA the units that compute the narrow types cut partial sums off. */
  @Override
  public Precision precision(DType dtype) {
    return device.equals("cpu") ? Precision.of(dtype) : Precision.ofTensorCores(dtype, mode.tf32());
  }

  /** Forgets all answers, so that the next question is computed again. */
  public synchronized void forget() {
    answers.clear();
  }

  /**
   * Computes a case once, value and gradients, and remembers nothing: real layers are large.
   *
   * @throws NoResult if PyTorch has no result
   */
  public TorchResult.Computed compute(Case exam) {
    return computed(session.run(request(exam)));
  }

  /**
   * Places a case in the worker, to be timed there until another case comes. No transfer is timed;
   * of a gradient only the backward pass is, not the forward pass before it, and with autograd
   * recording nothing but that gradient.
   *
   * @throws NoResult if PyTorch has no result
   */
  public Contestant hold(Case exam) {
    computed(session.hold(request(exam)));
    return new Contestant() {
      @Override
      public String name() {
        return PyTorch.this.name();
      }

      @Override
      public Timed quantity(String quantity) {
        Set<String> differentiate = differentiated(exam, quantity);
        return repetitions -> {
          TorchResult result = session.measure(differentiate, repetitions);
          if (result instanceof TorchResult.Measured measured) {
            return measured.seconds();
          }
          throw noResult((TorchResult.Failure) result);
        };
      }
    };
  }

  private static Set<String> differentiated(Case exam, String quantity) {
    return switch (quantity) {
      case Case.FORWARD -> Set.of();
      case Timing.VJP ->
          exam.differentiable().stream().map(AtenTable::variable).collect(Collectors.toSet());
      default -> Set.of(AtenTable.variable(Case.operandOf(quantity)));
    };
  }

  private static TorchRequest request(Case exam) {
    return request(exam.operator(), exam.operands(), Optional.of(exam.cotangent()));
  }

  private static TorchRequest request(
      Operator operator, Map<String, Tensor> operands, Optional<Tensor> cotangent) {
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
    return new TorchRequest(script, variables, differentiate, cotangent);
  }

  private synchronized TorchResult.Computed ask(TorchRequest request) {
    return computed(answers.computeIfAbsent(request, session::run));
  }

  private TorchResult.Computed computed(TorchResult result) {
    if (result instanceof TorchResult.Computed computed) {
      return computed;
    }
    throw noResult((TorchResult.Failure) result);
  }

  private NoResult noResult(TorchResult.Failure failure) {
    if (failure instanceof TorchResult.Refused && isAbsentKernel(failure.message())) {
      return new NoResult(
          Verdict.skipped(
              "PyTorch has no such kernel on %s: %s".formatted(device, failure.message())));
    }
    boolean failed =
        failure instanceof TorchResult.Refused || failure instanceof TorchResult.Crashed;
    String message =
        (failure instanceof TorchResult.NoDevice ? "no CUDA device: " : "") + failure.message();
    return new NoResult(failed ? Verdict.crashed("PyTorch: " + message) : Verdict.skipped(message));
  }

  /** PyTorch's own sentence, {@code "addmm_impl_cpu_" not implemented for 'Half'}. */
  private static boolean isAbsentKernel(String message) {
    return message.contains("not implemented for 'Half'")
        || message.contains("not implemented for 'BFloat16'");
  }

  @Override
  public void close() {
    session.close();
  }
}
