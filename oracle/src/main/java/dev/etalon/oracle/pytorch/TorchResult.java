package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What came of a request to PyTorch: a value, a time, or the reason why there is none. */
public sealed interface TorchResult {
  /**
   * PyTorch computed it.
   *
   * @param output the value, in the dtype that PyTorch gave it
   * @param gradients the gradients by operand name, in the operands' dtypes
   * @param unreached the operands on which, to autograd, the value does not depend; their gradients
   *     are zeros that PyTorch did not compute
   * @param seconds how long the value and the gradients took in the worker
   */
  record Computed(
      Tensor output, Map<String, Tensor> gradients, Set<String> unreached, double seconds)
      implements TorchResult {
    public Computed {
      gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
      unreached = Set.copyOf(unreached);
    }

    /** The gradient by an operand of the request's {@code differentiate}. */
    public Tensor gradient(String operand) {
      Tensor gradient = gradients.get(operand);
      if (gradient == null) {
        throw new IllegalArgumentException(
            "the gradient by '%s' was not asked for; asked for were %s"
                .formatted(operand, gradients.keySet()));
      }
      return gradient;
    }
  }

  /**
   * PyTorch was timed inside the worker, operands in place; on CUDA, until the device is done.
   *
   * @param seconds of all repetitions together
   */
  record Measured(double seconds) implements TorchResult {}

  /** There is no value. */
  sealed interface Failure extends TorchResult {
    /** The reason, in a sentence or two. */
    String message();
  }

  /**
   * PyTorch was asked and threw an error: the text, the shapes or the attributes are not allowed.
   */
  record Refused(String message) implements Failure {}

  /**
   * The worker died, or was ended because it did not answer in time. The next request gets a new
   * one.
   */
  record Crashed(String message) implements Failure {}

  /** PyTorch cannot be loaded here. */
  record Unavailable(String message) implements Failure {}

  /** PyTorch is here and the device that was asked for is not. */
  record NoDevice(String message) implements Failure {}
}
