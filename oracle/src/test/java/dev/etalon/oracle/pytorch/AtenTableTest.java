package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.composition.Layer;
import dev.etalon.reference.composition.Sequential;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.Fold;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.convolution.Unfold;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.GlobalMaxPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.pooling.TieRule;
import dev.etalon.reference.resampling.Crop;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleLinear;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AtenTableTest {
  private static String text(Operator operator, String... given) {
    return AtenTable.script(operator, Set.of(given)).orElseThrow().body();
  }

  @Test
  void whatOneSideIsPaddedMoreIsPaddedBeforeAConvolutionAndCroppedAfterItsAdjoints() {
    Window window = Window.of(2, 3).paddingBefore(2, 0).paddingAfter(1, 3);
    assertThat(text(new Convolution(window, 1), "input", "weight"))
        .isEqualTo(
            "return torch.conv2d(torch.constant_pad_nd(input, [0, 3, 1, 0], 0), weight, None, "
                + "[1, 1], [1, 0], [1, 1], 1)");
    assertThat(text(new TransposedConvolution(window, List.of(0, 0), 1), "input", "weight", "bias"))
        .isEqualTo(
            "return torch.constant_pad_nd(torch.conv_transpose2d(input, weight, bias, [1, 1], "
                + "[1, 0], [0, 0], 1, [1, 1]), [0, -3, -1, 0], 0)");
    assertThat(text(new Fold(window, List.of(4, 5)), "input"))
        .isEqualTo(
            "return torch.constant_pad_nd(torch.col2im(input, [5, 8], [2, 3], [1, 1], [1, 0], "
                + "[1, 1]), [0, -3, -1, 0], 0)");
  }

  @Test
  void aLineIsUnfoldedAsAnImageOfOneRow() {
    assertThat(text(new Unfold(Window.of(3).stride(2).padding(1)), "input"))
        .isEqualTo(
            "return torch.im2col(torch.unsqueeze(input, 2), [1, 3], [1, 1], [0, 1], [1, 2])");
  }

  @Test
  void croppingIsSlicingAndAFactorStaysAFactor() {
    assertThat(text(new Crop(List.of(1, 2), List.of(3, 0)), "input"))
        .isEqualTo("return torch.slice(torch.slice(input, -2, 1, -3, 1), -1, 2, None, 1)");
    assertThat(text(new UpsampleLinear(Resize.by(1.5, 2.0), true), "input"))
        .isEqualTo("return torch.upsample_bilinear2d(input, None, True, [1.5, 2.0])");
  }

  @Test
  void globalMaximaShareTheGradientInAmaxAndNotInMaxPooling() {
    assertThat(text(new GlobalMaxPool(2, TieRule.SPLIT), "input"))
        .isEqualTo("return torch.amax(input, [2, 3], True)");
    assertThat(text(new GlobalMaxPool(2, TieRule.FIRST), "input"))
        .isEqualTo("return (torch.adaptive_max_pool2d(input, [1, 1]))[0]");
  }

  @Test
  void whatAtenLacksHasAReasonAndNoScript() {
    assertAbsent(
        new MaxPool(Window.of(2), false, TieRule.SPLIT),
        "ATen's pooling remembers one index for each window: tied maxima cannot share");
    assertAbsent(
        new MaxPool(Window.of(2).paddingAfter(1), false),
        "ATen's pooling pads both sides of an axis alike");
    assertAbsent(
        new AvgPool(Window.of(3).padding(2), false, true),
        "ATen's pooling pads by at most half the kernel");
    assertAbsent(
        new AvgPool(Window.of(3).dilation(2), false, true), "ATen's avg_pool has no dilation");
    assertAbsent(
        new Unfold(Window.of(2, 2, 2)),
        "ATen unfolds and folds nothing of more than two spatial axes");
  }

  @Test
  void aChainLacksWhatOneOfItsLayersLacks() {
    assertAbsent(
        new Sequential(
            "chain",
            List.of(
                new Layer("pool", new MaxPool(Window.of(2), false)),
                new Layer("again", new MaxPool(Window.of(2), false, TieRule.SPLIT)))),
        "ATen's pooling remembers one index for each window: tied maxima cannot share");
  }

  private static void assertAbsent(Operator operator, String reason) {
    assertThat(AtenTable.absence(operator)).contains(reason);
    assertThat(AtenTable.script(operator, Set.of("input"))).isEmpty();
  }
}
