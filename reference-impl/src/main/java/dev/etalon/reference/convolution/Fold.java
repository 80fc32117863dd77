package dev.etalon.reference.convolution;

import dev.etalon.reference.arithmetic.Arithmetic;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Definition;
import dev.etalon.reference.operator.Inputs;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.window.Taps;
import dev.etalon.reference.window.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code fold}: {@code row2im}, the adjoint of {@link Unfold}, laid out as PyTorch's {@code
 * col2im}.
 *
 * @param window kernel extents, stride, padding of each side, dilation
 * @param spatial the spatial extents of the output
 */
@Definition(
    summary = "Columns added up at the image elements that they stand for.",
    equation = "y[n,c,i] = Σ_{p,k : s·p+d·k−pad = i} x[n, c·K + k, p]",
    vjp = "x̄[n, c·K + k, p] = ȳ[n, c, s·p + d·k − pad]",
    shapes = "input (N, C·K, P) → (N, C, spatial…), K kernel positions, P window positions",
    specialCases = {
      "what falls into the padding is dropped",
      "an element that no window covers is 0",
      "fold(unfold(x)) multiplies each element by the number of windows that cover it"
    },
    lecture = "Implementacija: natrag - ulazi (row2im)")
public record Fold(Window window, List<Integer> spatial) implements Operator {
  public Fold {
    spatial = List.copyOf(spatial);
  }

  @Override
  public String name() {
    return "fold";
  }

  @Override
  public List<Operand> operands() {
    return List.of(Operand.differentiable("input"));
  }

  @Override
  public Set<String> affineIn() {
    return Set.of("input");
  }

  @Override
  public Shape outputShape(Map<String, Shape> operands) {
    Shape input = operands.get("input");
    int kernel = window.kernel().size();
    int positions = window.outputExtents(Shape.of(spatial), false).size();
    ConstraintViolation.require(
        input.rank() == 3 && input.extent(1) % kernel == 0 && input.extent(2) == positions,
        () ->
            ("fold to %s needs an input of shape (N, C·%d, %d), one row for each of %d kernel "
                    + "positions and one column for each window; given is %s")
                .formatted(Shape.of(spatial), kernel, positions, kernel, input));
    return Shape.of(input.extent(0), input.extent(1) / kernel).append(Shape.of(spatial).extents());
  }

  @Override
  public <T> NdArray<T> forward(Arithmetic<T> arithmetic, Inputs<T> inputs) {
    return Unfold.accumulate(arithmetic, inputs.get("input"), taps(), outputShape(inputs.shapes()));
  }

  @Override
  public <T> Map<String, NdArray<T>> vjp(
      Arithmetic<T> arithmetic, Inputs<T> inputs, NdArray<T> cotangent) {
    NdArray<T> g = cotangent.flattenFrom(2);
    Taps taps = taps();
    return Map.of(
        "input",
        NdArray.generate(
            inputs.get("input").shape(),
            x -> {
              int i = taps.at(x[2], x[1] % taps.kernelSize());
              return i == Taps.PADDING
                  ? arithmetic.zero()
                  : g.get(x[0], x[1] / taps.kernelSize(), i);
            }));
  }

  private Taps taps() {
    Shape dense = Shape.of(spatial);
    return window.taps(dense, window.outputExtents(dense, false));
  }
}
