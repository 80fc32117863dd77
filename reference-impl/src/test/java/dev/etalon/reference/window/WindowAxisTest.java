package dev.etalon.reference.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.operator.ConstraintViolation;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowAxisTest {
  @Provide
  Arbitrary<WindowAxis> axes() {
    return Combinators.combine(small(1, 4), small(1, 4), small(0, 3), small(0, 3), small(1, 3))
        .as(WindowAxis::new);
  }

  private static Arbitrary<Integer> small(int least, int most) {
    return Arbitraries.integers().between(least, most);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void theOutputCountsTheWindowsInsideThePaddedInput(
      @ForAll("axes") WindowAxis axis, @ForAll @IntRange(min = 1, max = 9) int input) {
    int padded = axis.paddingBefore() + input + axis.paddingAfter();
    Assume.that(axis.reach() <= padded);
    int windows = 0;
    for (int start = 0; start + axis.reach() <= padded; start += axis.stride()) {
      windows++;
    }
    assertThat(axis.outputExtent(input, false)).isEqualTo(windows);
  }

  /** The rule of PyTorch: windows go on until the end is covered, if they start in the input. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void ceilModeCoversTheEndWithWindowsThatStartInTheInput(
      @ForAll("axes") WindowAxis axis, @ForAll @IntRange(min = 1, max = 9) int input) {
    int padded = axis.paddingBefore() + input + axis.paddingAfter();
    Assume.that(axis.reach() <= padded && 2 * axis.paddingAfter() <= axis.reach());
    int windows = 1;
    int start = axis.stride();
    while (start - axis.stride() + axis.reach() < padded && start - axis.paddingBefore() < input) {
      windows++;
      start += axis.stride();
    }
    assertThat(axis.outputExtent(input, true)).isEqualTo(windows);
  }

  @ParameterizedTest
  @CsvSource({"6,2,3", "7,2,4", "7,3,3", "1,1,1", "8,3,3"})
  void ceilModeOfTilingWindowsGivesTheLecturesCeiling(int input, int kernel, int windows) {
    WindowAxis tiles = new WindowAxis(kernel, kernel, 0, 0, 1);
    assertThat(tiles.outputExtent(input, true))
        .isEqualTo(windows)
        .isEqualTo((int) Math.ceil((double) input / kernel));
  }

  @Test
  void ceilModeDropsAWindowThatStartsInThePadding() {
    WindowAxis axis = new WindowAxis(2, 3, 1, 1, 1);
    assertThat(axis.outputExtent(5, true)).isEqualTo(2);
    assertThat(axis.outputExtent(6, true)).isEqualTo(3);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void theTransposedWindowUndoesTheExtent(
      @ForAll("axes") WindowAxis axis, @ForAll @IntRange(min = 1, max = 9) int input) {
    Assume.that(axis.reach() <= axis.paddingBefore() + input + axis.paddingAfter());
    int output = axis.outputExtent(input, false);
    int skipped =
        input
            + axis.paddingBefore()
            + axis.paddingAfter()
            - axis.reach()
            - (output - 1) * axis.stride();
    assertThat(axis.transposedExtent(output, skipped)).isEqualTo(input);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,0,0,1,'kernel is 0; it must be at least 1'",
    "1,0,0,0,1,'stride is 0; it must be at least 1'",
    "1,1,-1,0,1,'padding before is -1; it must be at least 0'",
    "1,1,0,-2,1,'padding after is -2; it must be at least 0'",
    "1,1,0,0,0,'dilation is 0; it must be at least 1'"
  })
  void impossibleAttributesAreRefused(
      int kernel, int stride, int before, int after, int dilation, String message) {
    assertThatThrownBy(() -> new WindowAxis(kernel, stride, before, after, dilation))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(message);
  }

  @Test
  void aKernelLargerThanThePaddedInputIsRefused() {
    assertThatThrownBy(() -> new WindowAxis(3, 1, 1, 0, 2).outputExtent(3, false))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "the kernel covers 5 (kernel 3, dilation 2) but the padded input has only 4 "
                + "(extent 3, padding 1 + 0); use a smaller kernel or more padding");
  }

  @Test
  void outputPaddingMustStayBelowStrideOrDilation() {
    WindowAxis axis = new WindowAxis(3, 2, 0, 0, 1);
    assertThat(axis.transposedExtent(4, 1)).isEqualTo(10);
    assertThatThrownBy(() -> axis.transposedExtent(4, 2))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "output padding is 2; it must be 0 or more and smaller than stride 2 or dilation 1");
    assertThatThrownBy(() -> axis.transposedExtent(4, -1)).isInstanceOf(ConstraintViolation.class);
  }

  @Test
  void aTransposedWindowThatLeavesNothingIsRefused() {
    assertThatThrownBy(() -> new WindowAxis(2, 1, 1, 1, 1).transposedExtent(1, 0))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage(
            "the transposed window leaves an extent of 0 from an input of 1; use less padding");
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aWindowHoldsAnElementIfAKernelPositionMeetsOne(
      @ForAll("axes") WindowAxis axis,
      @ForAll @IntRange(min = 1, max = 5) int input,
      @ForAll @IntRange(min = 0, max = 9) int position) {
    boolean meets = false;
    for (int k = 0; k < axis.kernel(); k++) {
      int source = axis.source(position, k);
      meets |= source >= 0 && source < input;
    }
    assertThat(axis.holdsElement(input, position)).isEqualTo(meets);
  }

  /** dilation·(kernel − 1) + 1 + padding may be 2³⁰. */
  @ParameterizedTest
  @CsvSource({
    "1073741824, 0, 0, 1, true",
    "1073741823, 1, 0, 1, true",
    "1073741823, 1, 1, 1, false",
    "1073741823, 0, 2, 1, false",
    "2, 0, 0, 1073741823, true",
    "2, 0, 0, 1073741824, false",
    "2147483647, 0, 0, 2147483647, false"
  })
  void aWindowCoversNoMoreThanPositionsCanCount(
      int kernel, int before, int after, int dilation, boolean isAllowed) {
    if (isAllowed) {
      assertThat(new WindowAxis(kernel, 1, before, after, dilation).reach()).isPositive();
    } else {
      assertThatThrownBy(() -> new WindowAxis(kernel, 1, before, after, dilation))
          .isInstanceOf(ConstraintViolation.class)
          .hasMessageMatching("kernel and padding cover \\d+; they may cover 1073741824");
    }
  }
}
