package dev.etalon.reference.convolution;

import static dev.etalon.reference.operator.Evaluations.dot;
import static dev.etalon.reference.operator.Evaluations.forward;
import static dev.etalon.reference.operator.Evaluations.integers;
import static dev.etalon.reference.operator.Evaluations.vjp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of convolution whatever the data; on integers it holds exactly. */
class ConvolutionPropertiesTest {
  private static Map<String, Tensor> operands(Tensor input, Tensor weight) {
    return Map.of("input", input, "weight", weight);
  }

  /** The image moved down and to the right; what enters is 0. */
  private static Tensor shifted(Tensor image, int rows, int columns) {
    Shape shape = image.shape();
    return Tensor.generate(
        DType.FLOAT64,
        shape,
        offset -> {
          int[] i = shape.index(offset);
          int row = i[2] - rows;
          int column = i[3] - columns;
          boolean inside =
              row >= 0 && row < shape.extent(2) && column >= 0 && column < shape.extent(3);
          return inside ? image.get(i[0], i[1], row, column) : 0;
        });
  }

  private static Tensor rotated(Tensor image) {
    Shape shape = image.shape();
    Shape turned = shape.until(2).append(shape.extent(3), shape.extent(2));
    return Tensor.generate(
        DType.FLOAT64,
        turned,
        offset -> {
          int[] i = turned.index(offset);
          return image.get(i[0], i[1], i[3], shape.extent(3) - 1 - i[2]);
        });
  }

  /** A picture in the middle of a margin wide enough that nothing reaches the border. */
  private static Tensor framed(Random random) {
    Tensor picture = integers(random, 1, 2, 4, 3);
    Shape frame = Shape.of(1, 2, 12, 11);
    return Tensor.generate(
        DType.FLOAT64,
        frame,
        offset -> {
          int[] i = frame.index(offset);
          boolean inside = i[2] >= 4 && i[2] < 8 && i[3] >= 4 && i[3] < 7;
          return inside ? picture.get(i[0], i[1], i[2] - 4, i[3] - 4) : 0;
        });
  }

  @Property(tries = 100)
  void convolutionIsEquivariantToTranslation(
      @ForAll Random random,
      @ForAll @IntRange(min = -2, max = 2) int rows,
      @ForAll @IntRange(min = -2, max = 2) int columns) {
    Tensor image = framed(random);
    Tensor weight = integers(random, 3, 2, 3, 2);
    Convolution operator = new Convolution(Window.of(3, 2).same(), 1);
    assertThat(forward(operator, operands(shifted(image, rows, columns), weight)))
        .isEqualTo(shifted(forward(operator, operands(image, weight)), rows, columns));
  }

  @Example
  void convolutionIsNotEquivariantToScaling() {
    Tensor image = Tensor.float64(Shape.of(1, 1, 2, 2), 1, 0, 0, 0);
    Tensor weight = Tensor.float64(Shape.of(1, 1, 1, 3), -1, 0, 1);
    Convolution operator = new Convolution(Window.of(1, 3).same(), 1);
    Operator twice = new UpsampleNearest(Resize.to(4, 4));
    Tensor scaledFirst =
        forward(operator, operands(forward(twice, Map.of("input", image)), weight));
    Tensor scaledLast = forward(twice, Map.of("input", forward(operator, operands(image, weight))));
    assertThat(scaledFirst).isNotEqualTo(scaledLast);
    assertThat(scaledFirst.get(0, 0, 0, 0)).isEqualTo(1);
    assertThat(scaledLast.get(0, 0, 0, 0)).isEqualTo(0);
  }

  @Example
  void convolutionIsNotEquivariantToRotation() {
    Tensor image = Tensor.float64(Shape.of(1, 1, 3, 3), 0, 0, 0, 0, 1, 0, 0, 0, 0);
    Tensor weight = Tensor.float64(Shape.of(1, 1, 1, 3), -1, 0, 1);
    Convolution operator = new Convolution(Window.of(1, 3).same(), 1);
    Tensor rotatedFirst = forward(operator, operands(rotated(image), weight));
    Tensor rotatedLast = rotated(forward(operator, operands(image, weight)));
    assertThat(rotatedFirst).isNotEqualTo(rotatedLast);
    // the edges of the point: beside it in one, above and below in the other
    assertThat(rotatedFirst.get(0, 0, 1, 0)).isEqualTo(1);
    assertThat(rotatedLast.get(0, 0, 1, 0)).isEqualTo(0);
  }

  private static Window window(Random random) {
    return new Window(
        List.of(
            new WindowAxis(
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                random.nextInt(4),
                random.nextInt(4),
                1 + random.nextInt(2)),
            new WindowAxis(
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                random.nextInt(4),
                random.nextInt(4),
                1 + random.nextInt(2))));
  }

  private static Tensor weight(Random random, int outputs, int channels, Window window) {
    return integers(
        random, Shape.of(outputs, channels).append(window.kernel().extents()).extents());
  }

  @Property(tries = 200)
  void stridedIsSubsampledDense(@ForAll Random random) {
    Window window = window(random);
    Map<String, Tensor> operands =
        operands(integers(random, 2, 2, 6, 5), weight(random, 3, 2, window));
    Tensor dense = forward(new Convolution(window.stride(1, 1), 1), operands);
    Tensor strided = forward(new Convolution(window, 1), operands);
    int[] stride = window.each(WindowAxis::stride);
    for (int offset = 0; offset < strided.size(); offset++) {
      int[] i = strided.shape().index(offset);
      assertThat(strided.at(offset))
          .isEqualTo(dense.get(i[0], i[1], i[2] * stride[0], i[3] * stride[1]));
    }
  }

  @Property(tries = 100)
  void groupedIsSplitAndConcatenated(@ForAll Random random) {
    Window window = window(random);
    Tensor input = integers(random, 2, 4, 6, 5);
    Tensor weight = weight(random, 6, 2, window);
    Tensor grouped = forward(new Convolution(window, 2), operands(input, weight));
    for (int group = 0; group < 2; group++) {
      Tensor alone =
          forward(
              new Convolution(window, 1),
              operands(block(input, 1, group * 2, 2), block(weight, 0, group * 3, 3)));
      assertThat(block(grouped, 1, group * 3, 3)).isEqualTo(alone);
    }
  }

  private static Tensor block(Tensor tensor, int axis, int start, int extent) {
    Shape shape = tensor.shape().withExtent(axis, extent);
    return Tensor.generate(
        DType.FLOAT64,
        shape,
        offset -> {
          int[] i = shape.index(offset);
          i[axis] += start;
          return tensor.get(i);
        });
  }

  @Property(tries = 100)
  void dilatedIsDenseWithAZeroStuffedKernel(@ForAll Random random) {
    Window window = window(random);
    Tensor input = integers(random, 2, 2, 6, 5);
    Tensor weight = weight(random, 3, 2, window);
    int[] dilation = window.each(WindowAxis::dilation);
    int[] reach = window.each(WindowAxis::reach);
    Shape stuffed = Shape.of(3, 2).append(reach);
    Tensor zeroStuffed =
        Tensor.generate(
            DType.FLOAT64,
            stuffed,
            offset -> {
              int[] i = stuffed.index(offset);
              boolean onGrid = i[2] % dilation[0] == 0 && i[3] % dilation[1] == 0;
              return onGrid ? weight.get(i[0], i[1], i[2] / dilation[0], i[3] / dilation[1]) : 0;
            });
    Window dense =
        Window.of(reach)
            .stride(window.each(WindowAxis::stride))
            .paddingBefore(window.each(WindowAxis::paddingBefore))
            .paddingAfter(window.each(WindowAxis::paddingAfter));
    assertThat(forward(new Convolution(window, 1), operands(input, weight)))
        .isEqualTo(forward(new Convolution(dense, 1), operands(input, zeroStuffed)));
  }

  @Property(tries = 200)
  void transposedConvolutionIsTheInputVjpOfConvolution(@ForAll Random random) {
    Window window = window(random);
    Convolution convolution = new Convolution(window, 1);
    Tensor input = integers(random, 2, 2, 6, 5);
    Tensor weight = weight(random, 3, 2, window);
    Tensor output = forward(convolution, operands(input, weight));
    Tensor cotangent = integers(random, output.shape().extents());
    int[] stride = window.each(WindowAxis::stride);
    int[] reach = window.each(WindowAxis::reach);
    List<Integer> skipped =
        List.of(
            (6 + padding(window, 0) - reach[0]) % stride[0],
            (5 + padding(window, 1) - reach[1]) % stride[1]);
    Tensor transposed =
        forward(new TransposedConvolution(window, skipped, 1), operands(cotangent, weight));
    assertThat(transposed)
        .isEqualTo(vjp(convolution, operands(input, weight), cotangent).get("input"));
    assertThat(dot(output, cotangent)).isEqualTo(dot(input, transposed));
  }

  private static int padding(Window window, int axis) {
    return window.axes().get(axis).paddingBefore() + window.axes().get(axis).paddingAfter();
  }

  @Property(tries = 200)
  void foldIsTheAdjointOfUnfold(@ForAll Random random) {
    Window window = window(random);
    Tensor image = integers(random, 2, 3, 6, 5);
    Tensor columns = forward(new Unfold(window), Map.of("input", image));
    Tensor others = integers(random, columns.shape().extents());
    Tensor folded = forward(new Fold(window, List.of(6, 5)), Map.of("input", others));
    assertThat(dot(columns, others)).isEqualTo(dot(image, folded));
  }

  @Property(tries = 50)
  void convolutionOfAFlippedKernelIsCrossCorrelation(@ForAll Random random) {
    Window window = window(random);
    Tensor input = integers(random, 1, 2, 6, 5);
    Tensor weight = weight(random, 3, 2, window);
    int size = window.kernel().size();
    Tensor flipped =
        Tensor.generate(
            DType.FLOAT64,
            weight.shape(),
            offset -> weight.at(offset / size * size + size - 1 - offset % size));
    Assume.that(!flipped.equals(weight));
    assertThat(forward(new FlippedConvolution(window, 1), operands(input, weight)))
        .isEqualTo(forward(new Convolution(window, 1), operands(input, flipped)));
  }
}
