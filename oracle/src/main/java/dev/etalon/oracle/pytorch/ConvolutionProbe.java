package dev.etalon.oracle.pytorch;

import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A question to oneDNN, PyTorch's library for float32 on processors, whose answer is known: y[n, o,
 * t] = Σ x[n, c, t + k]·w[o, c, k] in small integers, exact in every order, and its gradients.
 *
 * <p>oneDNN compiles its kernels for the processor at hand. On some (seen: oneDNN 3.7.1 on a
 * virtual AMD Zen 5) those for AVX2 and AVX-512 leave parts of a convolution out, which would be
 * reported as disagreements without end. Kernels for SSE4.1 are plainer and right.
 *
 * @param batch the extent of n
 * @param channels the extent of c
 * @param filters the extent of o
 * @param width the extent of the input's axis
 * @param kernel the extent of k
 */
record ConvolutionProbe(int batch, int channels, int filters, int width, int kernel) {
  /** The environment variable that limits what oneDNN compiles for. */
  static final String LIMIT = "ONEDNN_MAX_CPU_ISA";

  /** The instruction set of the plainest kernels. */
  static final String PLAINEST = "SSE41";

  static final List<ConvolutionProbe> ALL =
      List.of(new ConvolutionProbe(2, 3, 4, 8, 3), new ConvolutionProbe(1, 12, 2, 9, 5));

  private static final String INPUT = "input";
  private static final String WEIGHT = "weight";
  private static final Script SCRIPT =
      new Script(
          List.of(INPUT, WEIGHT), "return torch.conv1d(input, weight, None, [1], [0], [1], 1)");

  TorchRequest request() {
    return new TorchRequest(
        SCRIPT,
        Map.of(INPUT, input(), WEIGHT, weight()),
        Set.of(INPUT, WEIGHT),
        Optional.of(cotangent()));
  }

  /** Whether this is the answer; a refusal is none. */
  boolean isAnsweredBy(TorchResult result) {
    float[] value = new float[cotangent().size()];
    float[] gradInput = new float[input().size()];
    float[] gradWeight = new float[weight().size()];
    int outputs = width - kernel + 1;
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < filters; o++) {
        for (int t = 0; t < outputs; t++) {
          int y = (n * filters + o) * outputs + t;
          for (int c = 0; c < channels; c++) {
            for (int k = 0; k < kernel; k++) {
              int x = (n * channels + c) * width + t + k;
              int w = (o * channels + c) * kernel + k;
              value[y] += (float) (input().at(x) * weight().at(w));
              gradInput[x] += (float) (cotangent().at(y) * weight().at(w));
              gradWeight[w] += (float) (cotangent().at(y) * input().at(x));
            }
          }
        }
      }
    }
    return result instanceof TorchResult.Computed computed
        && holds(computed.output(), value)
        && holds(computed.gradient(INPUT), gradInput)
        && holds(computed.gradient(WEIGHT), gradWeight);
  }

  private static boolean holds(Tensor got, float[] expected) {
    boolean equal = got.size() == expected.length;
    for (int i = 0; equal && i < expected.length; i++) {
      equal = got.at(i) == expected[i];
    }
    return equal;
  }

  private Tensor input() {
    return integers(7, Shape.of(batch, channels, width));
  }

  private Tensor weight() {
    return integers(5, Shape.of(filters, channels, kernel));
  }

  private Tensor cotangent() {
    return integers(3, Shape.of(batch, filters, width - kernel + 1));
  }

  /** 1, 2, …, most, 1, 2, …: no 0, so that what is left out shows. */
  private static Tensor integers(int most, Shape shape) {
    return Tensor.generate(DType.FLOAT32, shape, offset -> 1 + offset % most);
  }
}
