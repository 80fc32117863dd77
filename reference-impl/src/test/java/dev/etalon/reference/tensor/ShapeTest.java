package dev.etalon.reference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Property
  void offsetAndIndexAreInverse(
      @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 5) Integer> e) {
    Shape shape = Shape.of(e);
    for (int offset = 0; offset < shape.size(); offset++) {
      assertThat(shape.offset(shape.index(offset))).isEqualTo(offset);
    }
  }

  @Test
  void theLastAxisIsTheFastest() {
    assertThat(Shape.of(2, 3, 5).offset(1, 2, 4)).isEqualTo(1 * 15 + 2 * 5 + 4);
    assertThat(Shape.of(2, 3, 5).index(16)).containsExactly(1, 0, 1);
  }

  @Test
  void aScalarHasOneElementAndNoAxes() {
    assertThat(Shape.scalar().size()).isEqualTo(1);
    assertThat(Shape.scalar().rank()).isZero();
    assertThat(Shape.scalar()).hasToString("()");
    assertThat(Shape.scalar().offset()).isZero();
  }

  @Test
  void anExtentOfZeroIsAllowedAndEmpty() {
    assertThat(Shape.of(3, 0, 2).size()).isZero();
  }

  @Test
  void negativeAxesCountFromTheLast() {
    Shape shape = Shape.of(2, 3, 5);
    assertThat(shape.extent(-1)).isEqualTo(5);
    assertThat(shape.without(-2)).isEqualTo(Shape.of(2, 5));
    assertThat(shape.withExtent(-3, 7)).isEqualTo(Shape.of(7, 3, 5));
  }

  @Test
  void axesAreCutAndJoined() {
    Shape shape = Shape.of(2, 3, 5);
    assertThat(shape.from(1)).isEqualTo(Shape.of(3, 5));
    assertThat(shape.until(1)).isEqualTo(Shape.of(2));
    assertThat(shape.until(1).append(7, 8)).isEqualTo(Shape.of(2, 7, 8)).hasToString("(2, 7, 8)");
  }

  @Test
  void extentsDoNotLeak() {
    int[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 9;
    shape.extents()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
  }

  @Test
  void wrongShapesAndIndicesAreNamed() {
    assertThatThrownBy(() -> Shape.of(2, -1))
        .hasMessage("shape [2, -1] has a negative extent; extents are 0 or more");
    assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 15)).hasMessageContaining("2^31 - 1 elements");
    assertThatThrownBy(() -> Shape.of(2, 3).extent(2))
        .hasMessage("axis 2 does not exist in shape (2, 3); allowed are -2 to 1");
    assertThatThrownBy(() -> Shape.of(2, 3).offset(1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("index [1, 3] lies outside shape (2, 3)");
    assertThatThrownBy(() -> Shape.of(2, 3).offset(1))
        .hasMessage("index [1] has 1 coordinates; shape (2, 3) needs 2");
  }
}
