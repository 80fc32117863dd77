package dev.etalon.reference.convolution;

import static dev.etalon.reference.operator.Evaluations.forward;
import static dev.etalon.reference.operator.Evaluations.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnfoldTest {
  private static final Tensor IMAGE = Tensor.float64(Shape.of(1, 1, 2, 3), 1, 2, 3, 4, 5, 6);

  @Test
  void eachColumnIsAWindow() {
    assertThat(forward(new Unfold(Window.of(2, 2)), Map.of("input", IMAGE)))
        .isEqualTo(Tensor.float64(Shape.of(1, 4, 2), 1, 2, 2, 3, 4, 5, 5, 6));
  }

  @Test
  void paddingIsZero() {
    assertThat(
            forward(new Unfold(Window.of(1, 2).stride(1, 3).padding(0, 1)), Map.of("input", IMAGE)))
        .isEqualTo(Tensor.float64(Shape.of(1, 2, 4), 0, 3, 0, 6, 1, 0, 4, 0));
  }

  @Test
  void foldAddsUpWhereWindowsOverlap() {
    Fold fold = new Fold(Window.of(2, 2), List.of(2, 3));
    Tensor columns = forward(new Unfold(Window.of(2, 2)), Map.of("input", IMAGE));
    assertThat(forward(fold, Map.of("input", columns)))
        .isEqualTo(Tensor.float64(Shape.of(1, 1, 2, 3), 1, 4, 3, 4, 10, 6));
    assertThat(vjp(fold, Map.of("input", columns), IMAGE).get("input")).isEqualTo(columns);
  }

  @Test
  void foldRefusesColumnsThatAreNoWindowsOfTheImage() {
    assertThatThrownBy(
            () ->
                forward(
                    new Fold(Window.of(2, 2), List.of(2, 3)),
                    Map.of("input", Tensor.float64(Shape.of(1, 3, 2), 0, 0, 0, 0, 0, 0))))
        .hasMessage(
            "fold to (2, 3) needs an input of shape (N, C·4, 2), one row for each of 4 kernel "
                + "positions and one column for each window; given is (1, 3, 2)");
    assertThatThrownBy(
            () ->
                forward(
                    new Fold(Window.of(2, 2), List.of(2, 3)),
                    Map.of("input", Tensor.float64(Shape.of(1, 4, 1), 0, 0, 0, 0))))
        .hasMessageEndingWith("given is (1, 4, 1)");
  }
}
