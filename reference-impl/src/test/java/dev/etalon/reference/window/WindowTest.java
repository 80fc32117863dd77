package dev.etalon.reference.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.Shape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Property
  void samePaddingKeepsTheExtents(
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 1, max = 9) int input) {
    Window same = Window.of(kernel, 3).dilation(dilation, 1).same();
    assertThat(same.outputExtents(Shape.of(input, 4), false)).isEqualTo(Shape.of(input, 4));
  }

  @Test
  void ofAnOddTotalTheGreaterPartGoesAfter() {
    WindowAxis even = Window.of(4).same().axes().get(0);
    assertThat(List.of(even.paddingBefore(), even.paddingAfter())).containsExactly(1, 2);
    assertThat(Window.of(4).same().isSymmetric()).isFalse();
    assertThat(Window.of(3).same().isSymmetric()).isTrue();
  }

  @Test
  void attributesArePerAxis() {
    Window window =
        Window.of(3, 5).stride(2, 1).paddingBefore(1, 2).paddingAfter(0, 3).dilation(1, 2);
    assertThat(window.axes())
        .containsExactly(new WindowAxis(3, 2, 1, 0, 1), new WindowAxis(5, 1, 2, 3, 2));
    assertThat(window.kernel()).isEqualTo(Shape.of(3, 5));
    assertThat(window.transposedExtents(Shape.of(2, 9), List.of(1, 0))).isEqualTo(Shape.of(5, 12));
  }

  /** Against the definition p·s + d·k − pad, axis by axis. */
  @Property
  void tapsMeetWhereTheDefinitionSays(
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(max = 2) int before,
      @ForAll @IntRange(min = 1, max = 2) int dilation) {
    Window window =
        Window.of(3, 2).stride(stride, 1).paddingBefore(before, 1).dilation(dilation, 2);
    Shape dense = Shape.of(7, 4);
    Shape windowed = window.outputExtents(dense, false);
    Taps taps = window.taps(dense, windowed);
    assertThat(taps.positions()).isEqualTo(windowed.size());
    assertThat(taps.kernelSize()).isEqualTo(6);
    for (int p = 0; p < taps.positions(); p++) {
      for (int k = 0; k < taps.kernelSize(); k++) {
        int row = windowed.index(p)[0] * stride + k / 2 * dilation - before;
        int column = windowed.index(p)[1] + k % 2 * 2 - 1;
        boolean inside = row >= 0 && row < 7 && column >= 0 && column < 4;
        assertThat(taps.at(p, k)).isEqualTo(inside ? row * 4 + column : Taps.PADDING);
      }
    }
  }

  @Test
  void wrongNumbersOfAxesAreRefused() {
    assertThatThrownBy(() -> Window.of())
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("a window needs at least one spatial axis; none was given");
    assertThatThrownBy(() -> Window.of(3, 3).stride(2))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("1 values were given for a window of 2 spatial axes; give one for each");
    assertThatThrownBy(() -> Window.of(3, 3).outputExtents(Shape.of(5), false))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessage("the input has 1 spatial axes (5) but the window has 2");
  }
}
