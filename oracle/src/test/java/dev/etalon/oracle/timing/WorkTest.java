package dev.etalon.oracle.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.fixtures.network.Networks;
import dev.etalon.reference.tensor.DType;
import org.junit.jupiter.api.Test;

class WorkTest {
  /** 8 images of 28×28 pixels, 128 channels to 128, 3×3. */
  @Test
  void aConvolutionTakesTheSameOperationsForwardAndForEachGradient() {
    double flops = 2.0 * 8 * 28 * 28 * 128 * 128 * 9;
    for (String quantity : new String[] {"forward", "grad:input", "grad:weight"}) {
      assertThat(work("resnet50/conv3_2b", quantity).flops()).isEqualTo(flops);
    }
    assertThat(work("resnet50/conv3_2b", Timing.VJP).flops()).isEqualTo(2 * flops);
  }

  @Test
  void aDepthwiseConvolutionReadsOneChannelForEachOutput() {
    assertThat(work("mobilenetv2/block1_1depthwise", "forward").flops())
        .isEqualTo(2.0 * 8 * 32 * 112 * 112 * 9);
  }

  @Test
  void aTransposedConvolutionStampsEveryInput() {
    assertThat(work("dcgan/generator2", "forward").flops())
        .isEqualTo(2.0 * 8 * 512 * 4 * 4 * 256 * 16);
  }

  @Test
  void aLinearLayerIsAMatrixProduct() {
    assertThat(work("resnet50/fc", "grad:weight").flops()).isEqualTo(2.0 * 8 * 2048 * 1000);
  }

  /** The gradient reads input and cotangent and writes as much as the input. */
  @Test
  void whatHasNoMultiplyAddsIsMeasuredByItsBytes() {
    double elements = 8 * 64 * 56 * 56;
    Work forward = work("elementary/relu", "forward");
    assertThat(forward.flops()).isZero();
    assertThat(forward.bytes(DType.FLOAT64)).isEqualTo(2 * elements * 8);
    assertThat(work("elementary/relu", "grad:input").bytes(DType.FLOAT32))
        .isEqualTo(3 * elements * 4);
  }

  /** The gradient by the input of an affine layer does not depend on the input. */
  @Test
  void aGradientReadsWhatItDependsOn() {
    NetworkLayer layer = layer("resnet50/fc");
    double weight = 2048 * 1000;
    double input = 8 * 2048;
    double output = 8 * 1000;
    assertThat(Work.of(layer.operator(), layer.operands(), "grad:input").elements())
        .isEqualTo(output + weight + input);
    assertThat(Work.of(layer.operator(), layer.operands(), "grad:weight").elements())
        .isEqualTo(output + input + weight);
  }

  private static Work work(String id, String quantity) {
    NetworkLayer layer = layer(id);
    return Work.of(layer.operator(), layer.operands(), quantity);
  }

  private static NetworkLayer layer(String id) {
    return Networks.named(id.substring(0, id.indexOf('/'))).orElseThrow().layers(8).stream()
        .filter(layer -> layer.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
