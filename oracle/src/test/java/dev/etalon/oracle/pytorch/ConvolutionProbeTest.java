package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConvolutionProbeTest {
  private static final ConvolutionProbe PROBE = new ConvolutionProbe(2, 3, 4, 8, 3);

  /** Float64 does not go through oneDNN, so its answers are right on every processor. */
  @Test
  void theRightAnswerIsAcceptedAndOneWrongElementIsNot() {
    try (TorchSession session = new TorchSession(TorchConfiguration.cpu())) {
      TorchResult.Computed right = (TorchResult.Computed) session.run(inFloat64(PROBE.request()));

      assertThat(PROBE.isAnsweredBy(right)).isTrue();
      for (String spoilt : Set.of("output", "input", "weight")) {
        assertThat(PROBE.isAnsweredBy(withoutLastElement(right, spoilt))).as(spoilt).isFalse();
      }
    }
  }

  @Test
  void aRefusalIsNoAnswer() {
    assertThat(PROBE.isAnsweredBy(new TorchResult.Refused("no such operator"))).isFalse();
  }

  /** Whatever the processor: if oneDNN's own choice is wrong, the session takes plainer kernels. */
  @Test
  void aSessionConvolvesRight() {
    try (TorchSession session = new TorchSession(TorchConfiguration.cpu())) {
      for (ConvolutionProbe probe : ConvolutionProbe.ALL) {
        assertThat(probe.isAnsweredBy(session.run(probe.request()))).as("%s", probe).isTrue();
      }
    }
  }

  private static TorchRequest inFloat64(TorchRequest request) {
    Map<String, Tensor> operands = new LinkedHashMap<>();
    request.operands().forEach((name, tensor) -> operands.put(name, tensor.as(DType.FLOAT64)));
    return new TorchRequest(
        request.script(),
        operands,
        request.differentiate(),
        request.cotangent().map(tensor -> tensor.as(DType.FLOAT64)));
  }

  private static TorchResult.Computed withoutLastElement(
      TorchResult.Computed right, String spoilt) {
    Map<String, Tensor> gradients = new LinkedHashMap<>(right.gradients());
    gradients.computeIfPresent(spoilt, (name, tensor) -> lastSetToZero(tensor));
    Tensor output = spoilt.equals("output") ? lastSetToZero(right.output()) : right.output();
    return new TorchResult.Computed(output, gradients, Set.of(), 0);
  }

  private static Tensor lastSetToZero(Tensor tensor) {
    double[] elements = tensor.toArray();
    elements[elements.length - 1] = 0;
    return Tensor.of(tensor.dtype(), tensor.shape(), elements);
  }
}
