package dev.etalon.oracle.probe;

import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.trial.NoResult;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the report: the arithmetic of an implementation for one operator and dtype, or the
 * reason why it is not known.
 *
 * @param implementation who was asked
 * @param workload what was asked
 * @param dtype in which dtype
 * @param identification what was found
 * @param status {@code FAILED} where it computes in less precision than its dtype claims
 * @param sentence what was found, or why nothing was
 * @param reproduce the command that repeats this alone
 */
public record Probe(
    String implementation,
    Workload workload,
    DType dtype,
    Optional<Identification> identification,
    Status status,
    String sentence,
    String reproduce) {

  /**
   * Asks.
   *
   * @param device {@code cpu} or {@code cuda}, for the line that repeats it
   */
  public static Probe of(
      Implementation implementation, Workload workload, DType dtype, String device, long seed) {
    String reproduce =
        "etalon probe --implementation '%s' --operator %s --dtype %s --device %s --seed %d"
            .formatted(implementation.name(), workload, dtype, device, seed);
    try {
      Identification found =
          ArithmeticProbe.identify(forgetful(implementation), workload, dtype, seed);
      boolean asPromised = found.shortfalls().isEmpty();
      return new Probe(
          implementation.name(),
          workload,
          dtype,
          Optional.of(found),
          asPromised ? Status.PASSED : Status.FAILED,
          asPromised
              ? found.sentence()
              : "less precise than %s: %s; it %s"
                  .formatted(dtype, String.join(", ", found.shortfalls()), found.sentence()),
          reproduce);
    } catch (NoResult e) {
      return without(implementation, workload, dtype, e.verdict(), reproduce);
    } catch (UnsupportedOperationException e) {
      return without(
          implementation,
          workload,
          dtype,
          Verdict.notImplemented(String.valueOf(e.getMessage())),
          reproduce);
    } catch (RuntimeException e) {
      return without(implementation, workload, dtype, Verdict.crashed(e.toString()), reproduce);
    }
  }

  private static Probe without(
      Implementation implementation,
      Workload workload,
      DType dtype,
      Verdict reason,
      String reproduce) {
    return new Probe(
        implementation.name(),
        workload,
        dtype,
        Optional.empty(),
        reason.status(),
        reason.explanation(),
        reproduce);
  }

  /** The same implementation, computing anew each time. */
  private static Implementation forgetful(Implementation implementation) {
    if (!(implementation instanceof PyTorch torch)) {
      return implementation;
    }
    return new Implementation() {
      @Override
      public String name() {
        return torch.name();
      }

      @Override
      public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
        torch.forget();
        return torch.forward(operator, operands, dtype);
      }

      @Override
      public Map<String, Tensor> vjp(
          Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
        torch.forget();
        return torch.vjp(operator, operands, cotangent, dtype);
      }

      @Override
      public dev.etalon.reference.arithmetic.Precision precision(DType dtype) {
        return torch.precision(dtype);
      }
    };
  }
}
