package dev.etalon.oracle.coloring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColoringTest {
  /** Row i reads column i, and below them are more rows. */
  private static SparsityPattern pattern(int columns, List<int[]> more) {
    double[] ones = IntStream.range(0, columns).mapToDouble(i -> 1).toArray();
    return SparsityPattern.of(new Relu(), Map.of("input", Tensor.vector(ones)), "input")
        .below(more);
  }

  @Test
  void columnsThatNoRowReadsTogetherShareTheFirstFreeColour() {
    List<int[]> band = IntStream.range(0, 5).mapToObj(i -> new int[] {i, i + 1, i + 2}).toList();
    assertThat(Coloring.of(pattern(7, band)).groups())
        .containsExactly(new int[] {0, 3, 6}, new int[] {1, 4}, new int[] {2, 5});
    assertThat(Coloring.of(pattern(4, List.of())).groups())
        .as("a diagonal")
        .containsExactly(new int[] {0, 1, 2, 3});
    assertThat(Coloring.of(pattern(3, List.of(new int[] {0, 1, 2}))).groups())
        .as("a full row")
        .containsExactly(new int[] {0}, new int[] {1}, new int[] {2});
  }

  @Test
  void everyColumnHasOneColourAndNoRowReadsAColourTwice() {
    Random random = new Random(1);
    for (int trial = 0; trial < 50; trial++) {
      List<int[]> rows = new ArrayList<>();
      for (int row = 0; row < 12; row++) {
        rows.add(IntStream.range(0, 20).filter(column -> random.nextInt(4) == 0).toArray());
      }
      List<int[]> groups = Coloring.of(pattern(20, rows)).groups();
      assertThat(groups.stream().flatMapToInt(IntStream::of).sorted().toArray())
          .containsExactly(IntStream.range(0, 20).toArray());
      for (int[] group : groups) {
        for (int[] row : rows) {
          assertThat(IntStream.of(row).filter(c -> IntStream.of(group).anyMatch(g -> g == c)))
              .hasSizeLessThanOrEqualTo(1);
        }
      }
    }
  }
}
