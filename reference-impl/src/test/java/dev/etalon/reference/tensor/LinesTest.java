package dev.etalon.reference.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void aLineRunsAlongItsAxis() {
    NdArray<Integer> array = NdArray.generateFlat(Shape.of(2, 3, 2), i -> i);
    Lines lines = new Lines(array.shape(), 1);
    assertThat(lines.length()).isEqualTo(3);
    assertThat(lines.count()).isEqualTo(4);
    assertThat(lines.line(array, 1)).containsExactly(1, 3, 5);
    assertThat(lines.line(array, 2)).containsExactly(6, 8, 10);
  }

  @Property
  void linesPartTheArrayAndGiveItBack(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 4) Integer> extents,
      @ForAll @IntRange(max = 3) int axis) {
    NdArray<Integer> array = NdArray.generateFlat(Shape.of(extents), i -> i);
    Lines lines = new Lines(array.shape(), axis % extents.size() - extents.size());
    List<Integer> seen = new ArrayList<>();
    for (int line = 0; line < lines.count(); line++) {
      seen.addAll(lines.line(array, line));
    }
    assertThat(seen).hasSize(array.size()).doesNotHaveDuplicates();
    assertThat(lines.generate(line -> lines.line(array, line))).hasToString(array.toString());
  }

  @Test
  void anEmptyAxisHasNoLines() {
    Lines lines = new Lines(Shape.of(2, 0), 1);
    assertThat(lines.count()).isZero();
    assertThat(lines.generate(line -> List.of()).size()).isZero();
  }
}
