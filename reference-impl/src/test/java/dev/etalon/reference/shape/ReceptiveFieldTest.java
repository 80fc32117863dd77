package dev.etalon.reference.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.composition.Layer;
import dev.etalon.reference.composition.Sequential;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
  private static final int INPUT = 60;

  private static WindowAxis window(int kernel, int stride) {
    return new WindowAxis(kernel, stride, 0, 0, 1);
  }

  @Test
  void anInputSeesItself() {
    assertThat(ReceptiveField.forward(List.of())).isEqualTo(new ReceptiveField(0, 1, 1));
    assertThat(ReceptiveField.backward(List.of())).isEqualTo(new ReceptiveField(0, 1, 1));
  }

  /** A convolution adds k − 1; a pooling adds k − 1 and multiplies what its followers add. */
  @Test
  void theLecturesModelSeesSixteenPixels() {
    List<WindowAxis> model = List.of(window(5, 1), window(2, 2), window(5, 1), window(2, 2));
    List<Integer> sizes = List.of(5, 6, 14, 16);

    for (int depth = 1; depth <= model.size(); depth++) {
      List<WindowAxis> layers = model.subList(0, depth);
      assertThat(ReceptiveField.forward(layers).size()).isEqualTo(sizes.get(depth - 1));
      assertThat(ReceptiveField.backward(layers).size()).isEqualTo(sizes.get(depth - 1));
    }
  }

  /** Position 0 starts 2 before the input, and 1 stride-2 position further before it: 2 + 2·1. */
  @Test
  void paddingMovesTheFieldBeforeTheInput() {
    List<WindowAxis> layers = List.of(new WindowAxis(5, 2, 2, 2, 1), new WindowAxis(3, 1, 1, 1, 1));

    assertThat(ReceptiveField.forward(layers)).isEqualTo(new ReceptiveField(-4, 9, 2));
    assertThat(ReceptiveField.backward(layers)).isEqualTo(new ReceptiveField(-4, 9, 2));
    assertThat(ReceptiveField.forward(layers).last()).isEqualTo(4);
  }

  @Test
  void aDilatedKernelSeesAsFarAsItReaches() {
    List<WindowAxis> layers = List.of(new WindowAxis(3, 1, 0, 0, 4));

    assertThat(ReceptiveField.forward(layers)).isEqualTo(new ReceptiveField(0, 9, 1));
    assertThat(ReceptiveField.backward(layers)).isEqualTo(new ReceptiveField(0, 9, 1));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theForwardAndTheBackwardAnalysisAgree(@ForAll("chains") List<WindowAxis> chain) {
    assertThat(ReceptiveField.backward(chain)).isEqualTo(ReceptiveField.forward(chain));
  }

  /**
   * Evaluated in the dependency number system, an output whose field lies inside the input depends
   * on the field's first and last element, and on none beyond.
   */
  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void theFieldIsWhatTheOutputsReallyDependOn(@ForAll("chains") List<WindowAxis> chain) {
    List<Layer> layers = new ArrayList<>();
    Map<String, Tensor> operands = new LinkedHashMap<>();
    operands.put("input", Tensor.filled(DType.FLOAT64, Shape.of(1, 1, INPUT), 1));
    for (WindowAxis axis : chain) {
      String name = "conv" + layers.size();
      layers.add(new Layer(name, new Convolution(new Window(List.of(axis)), 1)));
      operands.put(
          name + ".weight", Tensor.filled(DType.FLOAT64, Shape.of(1, 1, axis.kernel()), 1));
    }
    SparsityPattern pattern;
    try {
      pattern = SparsityPattern.of(new Sequential("chain", layers), operands, "input");
    } catch (ConstraintViolation tooSmall) {
      Statistics.collect("does not fit");
      return;
    }
    ReceptiveField field = ReceptiveField.forward(chain);
    for (int p = 0; p < pattern.rows(); p++) {
      int first = p * field.jump() + field.first();
      int last = p * field.jump() + field.last();
      int[] read = pattern.row(p);
      if (first >= 0 && last < INPUT) {
        Statistics.collect("inside");
        assertThat(read[0]).isEqualTo(first);
        assertThat(read[read.length - 1]).isEqualTo(last);
      } else if (read.length > 0) {
        Statistics.collect("at the border");
        assertThat(read[0]).isGreaterThanOrEqualTo(first);
        assertThat(read[read.length - 1]).isLessThanOrEqualTo(last);
      }
    }
    Statistics.coverage(coverage -> coverage.check("inside").count(n -> n > 100));
  }

  @Provide
  Arbitrary<List<WindowAxis>> chains() {
    Arbitrary<WindowAxis> windows =
        Combinators.combine(
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(1, 3))
            .as(WindowAxis::new);
    return windows.list().ofMinSize(1).ofMaxSize(4);
  }
}
