package dev.etalon.reference.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.activation.Relu;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.convolution.FlippedConvolution;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SparsityPatternTest {
  /** Different, and none of them 0. */
  private static Tensor numbers(int... extents) {
    return Tensor.generate(DType.FLOAT64, Shape.of(extents), i -> i + 1);
  }

  private static boolean isDense(SparsityPattern pattern) {
    return pattern.size() == (long) pattern.rows() * pattern.columns();
  }

  private static List<List<Integer>> rows(SparsityPattern pattern) {
    return IntStream.range(0, pattern.rows())
        .mapToObj(row -> IntStream.of(pattern.row(row)).boxed().toList())
        .toList();
  }

  /** The Jacobian by its rows: the VJP of each unit cotangent. */
  private static double[][] jacobian(
      Operator operator, Map<String, Tensor> operands, String operand) {
    Shape output = Evaluation.DEFINITION.forward(operator, operands, DType.FLOAT64).shape();
    Tensor zero = Tensor.filled(DType.FLOAT64, output, 0);
    return IntStream.range(0, output.size())
        .mapToObj(
            row ->
                Evaluation.DEFINITION
                    .vjp(operator, operands, zero.with(row, 1), DType.FLOAT64)
                    .get(operand)
                    .toArray())
        .toArray(double[][]::new);
  }

  @Property(tries = 30)
  void anAffineLayerIsDenseInItsInputAndSparseInItsWeight(
      @ForAll @IntRange(min = 1, max = 6) int inputs,
      @ForAll @IntRange(min = 1, max = 6) int outputs) {
    Map<String, Tensor> operands =
        Map.of("input", numbers(inputs), "weight", numbers(outputs, inputs));
    SparsityPattern byInput = SparsityPattern.of(new Linear(), operands, "input");
    SparsityPattern byWeight = SparsityPattern.of(new Linear(), operands, "weight");

    assertThat(isDense(byInput)).isTrue();
    assertThat(byWeight.columns()).isEqualTo(outputs * inputs);
    for (int o = 0; o < outputs; o++) {
      assertThat(byWeight.row(o))
          .containsExactly(IntStream.range(o * inputs, (o + 1) * inputs).toArray());
    }
  }

  /** With two channels, output p reads input s·p + d·k − pad of both, where that exists. */
  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aConvolutionReadsWhereItsWindowMeetsTheInput(@ForAll("windows") WindowAxis axis) {
    int length = 9;
    Map<String, Tensor> operands =
        Map.of("input", numbers(1, 2, length), "weight", numbers(3, 2, axis.kernel()));
    SparsityPattern pattern =
        SparsityPattern.of(new Convolution(new Window(List.of(axis)), 1), operands, "input");
    int positions = pattern.rows() / 3;

    for (int row = 0; row < pattern.rows(); row++) {
      int p = row % positions;
      int[] met =
          IntStream.range(0, axis.kernel())
              .map(k -> axis.source(p, k))
              .filter(i -> i >= 0 && i < length)
              .toArray();
      assertThat(pattern.row(row))
          .containsExactly(
              IntStream.concat(IntStream.of(met), IntStream.of(met).map(i -> length + i))
                  .toArray());
    }
  }

  /** Stride 1, odd K, SAME: ∂q_i/∂w_u = p_{i − ⌊K/2⌋ + u} counting from 0, 0 in the padding. */
  @Property(tries = 50)
  void theJacobianByTheKernelIsTheShiftedInput(
      @ForAll @IntRange(min = 0, max = 3) int half,
      @ForAll @IntRange(min = 7, max = 11) int length) {
    int kernel = 2 * half + 1;
    Tensor p = numbers(1, 1, length);
    double[][] jacobian =
        jacobian(
            new Convolution(Window.of(kernel).same(), 1),
            Map.of("input", p, "weight", numbers(1, 1, kernel)),
            "weight");

    assertThat(jacobian).hasNumberOfRows(length);
    for (int i = 0; i < length; i++) {
      for (int u = 0; u < kernel; u++) {
        int shifted = i - half + u;
        assertThat(jacobian[i][u]).isEqualTo(shifted < 0 || shifted >= length ? 0 : p.at(shifted));
      }
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void noDerivativeLiesOutsideThePattern(@ForAll("windows") WindowAxis axis) {
    Operator operator = new FlippedConvolution(new Window(List.of(axis)), 1);
    Map<String, Tensor> operands =
        Map.of("input", numbers(1, 1, 9), "weight", numbers(2, 1, axis.kernel()));

    for (String operand : operands.keySet()) {
      double[][] jacobian = jacobian(operator, operands, operand);
      SparsityPattern pattern = SparsityPattern.of(operator, operands, operand);
      for (int row = 0; row < jacobian.length; row++) {
        double[] derivatives = jacobian[row];
        assertThat(pattern.row(row))
            .containsExactly(
                IntStream.range(0, derivatives.length)
                    .filter(column -> derivatives[column] != 0)
                    .toArray());
      }
    }
  }

  @Test
  void softmaxIsDenseWithinALineAndEmptyBetweenLines() {
    assertThat(rows(SparsityPattern.of(new Softmax(1), Map.of("input", numbers(2, 2)), "input")))
        .containsExactly(List.of(0, 1), List.of(0, 1), List.of(2, 3), List.of(2, 3));
  }

  @Test
  void whereReluIsOffNothingIsRead() {
    assertThat(
            rows(SparsityPattern.of(new Relu(), Map.of("input", Tensor.vector(2, -3, 5)), "input")))
        .containsExactly(List.of(0), List.of(), List.of(2));
  }

  @Test
  void theTransposedPatternTellsWhichOutputsAnInputReaches() {
    SparsityPattern pattern =
        SparsityPattern.of(
            new Convolution(Window.of(2).stride(2), 1),
            Map.of("input", numbers(1, 1, 5), "weight", numbers(1, 1, 2)),
            "input");

    assertThat(rows(pattern)).containsExactly(List.of(0, 1), List.of(2, 3));
    assertThat(rows(pattern.transposed()))
        .containsExactly(List.of(0), List.of(0), List.of(1), List.of(1), List.of());
    assertThat(rows(pattern.transposed().transposed())).isEqualTo(rows(pattern));
  }

  @Provide
  Arbitrary<WindowAxis> windows() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 3))
        .as(WindowAxis::new);
  }

  @Test
  void rowsAndEntriesCanBeAdded() {
    SparsityPattern pattern = SparsityPattern.of(new Relu(), Map.of("input", numbers(3)), "input");
    assertThat(rows(pattern)).containsExactly(List.of(0), List.of(1), List.of(2));
    assertThat(rows(pattern.below(List.of(new int[] {0, 2}, new int[] {1}))))
        .containsExactly(List.of(0), List.of(1), List.of(2), List.of(0, 2), List.of(1));
    assertThat(rows(pattern.and(Map.of(1, Set.of(2, 0, 1), 2, Set.of()))))
        .containsExactly(List.of(0), List.of(0, 1, 2), List.of(2));
    assertThat(pattern.size()).as("it stays as it is").isEqualTo(3);
  }
}
