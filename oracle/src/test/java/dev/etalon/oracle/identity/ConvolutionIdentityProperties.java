package dev.etalon.oracle.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.convolution.TransposedConvolution;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.pooling.AvgPool;
import dev.etalon.reference.pooling.MaxPool;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** No false alarm, whatever the window. */
class ConvolutionIdentityProperties {
  @Property(tries = 60)
  void convolutionsOfAnyWindowBreakNoIdentity(
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 2) int before,
      @ForAll @IntRange(max = 2) int after,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll long seed) {
    Window window =
        Window.of(kernel)
            .stride(stride)
            .paddingBefore(before)
            .paddingAfter(after)
            .dilation(dilation);
    assertHold(
        Recipe.of("random", new Convolution(window, groups))
            .normal("input", 2, 4, 9)
            .normal("weight", 6, 4 / groups, kernel)
            .normal("bias", 6),
        seed);
    assertHold(
        Recipe.of("random", new FlippedConvolution(window, groups))
            .normal("input", 2, 4, 9)
            .normal("weight", 6, 4 / groups, kernel),
        seed);
    assertHold(
        Recipe.of(
                "random",
                new TransposedConvolution(window, List.of(Math.max(stride, dilation) - 1), groups))
            .normal("input", 2, 4, 9)
            .normal("weight", 4, 6 / groups, kernel)
            .normal("bias", 6),
        seed);
  }

  @Property(tries = 60)
  void poolingsOfAnyWindowBreakNoIdentity(
      @ForAll @IntRange(min = 2, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 1) int before,
      @ForAll @IntRange(max = 1) int after,
      @ForAll boolean ceilMode,
      @ForAll boolean countIncludePad,
      @ForAll long seed) {
    Window window = Window.of(kernel).stride(stride).paddingBefore(before).paddingAfter(after);
    for (Operator pool :
        List.of(new MaxPool(window, ceilMode), new AvgPool(window, ceilMode, countIncludePad))) {
      assertHold(Recipe.of("random", pool).distinct("input", 2, 3, 10), seed);
    }
  }

  private static void assertHold(Recipe recipe, long seed) {
    Trial trial =
        new Trial(
            new Standard(recipe.draw(seed).as(DType.FLOAT32), DType.FLOAT32),
            Evaluation.DEFINITION);
    Map<String, Verdict> verdicts = new IdentityJudge().judge(trial);
    assertThat(verdicts.keySet()).containsAll(trial.exam().quantities());
    assertThat(verdicts)
        .allSatisfy(
            (quantity, verdict) ->
                assertThat(verdict.status())
                    .as(trial.exam().operator() + " " + quantity + ": " + verdict.explanation())
                    .isIn(Status.PASSED, Status.MISTRUSTED));
  }
}
